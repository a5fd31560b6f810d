package io.github.bp4j.jvm;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Matrix;
import io.github.bp4j.Network;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Runs a {@link Guest} that a class loader of its own has loaded, drops the two, and prints whether the loader is gone.
 * With "library" the loader has loaded bp4j as well; with "shared" the guest uses the bp4j of this program, which goes
 * on using the same workers.
 */
public final class UnloadingRun {
    private static final int TRIES = 200;

    private UnloadingRun() {}

    /** With "library" or "shared". */
    public static void main(String[] args) throws Exception {
        boolean shared = args[0].equals("shared");
        Network network = network();
        Matrix X = Matrix.zeros(64, 256);
        WeakReference<ClassLoader> loader =
                runGuest(shared ? new GuestLoader() : new URLClassLoader(classPath(), null));
        System.out.println(
                isCleared(loader, () -> {
                            if (shared) {
                                network.predict(X); // no worker is idle for long
                                return true;
                            }
                            return workersEnd();
                        })
                        ? "unloaded"
                        : "pinned");
    }

    private static WeakReference<ClassLoader> runGuest(ClassLoader loader) throws ReflectiveOperationException {
        Runnable guest = (Runnable)
                loader.loadClass("io.github.bp4j.jvm.Guest").getConstructor().newInstance();
        if (guest.getClass() == Guest.class) {
            throw new IllegalStateException("the guest is of this program's loader");
        }
        guest.run();
        return new WeakReference<>(loader);
    }

    private static boolean isCleared(WeakReference<?> reference, BooleanSupplier meanwhile) {
        for (int i = 0; i < TRIES && reference.get() != null && meanwhile.getAsBoolean(); i++) {
            System.gc();
        }
        return reference.get() == null;
    }

    private static boolean workersEnd() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("bp4j-")) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Network network() {
        return Network.builder()
                .inputs(64)
                .layer(256, Activation.RELU)
                .loss(Loss.SQUARED_ERROR)
                .threads(2)
                .build();
    }

    private static URL[] classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> {
                    try {
                        return Path.of(entry).toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toArray(URL[]::new);
    }

    /** Loads the guest itself, all else by the loader of this program. */
    private static final class GuestLoader extends ClassLoader {
        GuestLoader() {
            super(UnloadingRun.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals("io.github.bp4j.jvm.Guest")) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream("io/github/bp4j/jvm/Guest.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}

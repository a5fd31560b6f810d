package io.github.bp4j.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Everything that can be reached from some objects, as lines of "path = value": fields, array elements, collections,
 * and the bytes of files. Threads, locks and what else is not of bp4j counts by its class alone.
 */
final class Fingerprint {
    /** Fields that hold no state that a caller could see, each with the reason. */
    private static final Set<String> UNSEEN = Set.of(
            "InUse.trainingHold", // of the last training
            "Network.ofCost", // memory to work in, filled anew by each call
            "Network.ofBackward");

    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            List<Field> fields = new ArrayList<>();
            for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
                for (Field field : c.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !UNSEEN.contains(c.getSimpleName() + "." + field.getName())) {
                        fields.add(field);
                    }
                }
            }
            Field[] array = fields.toArray(Field[]::new);
            AccessibleObject.setAccessible(array, true);
            return array;
        }
    };

    private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();
    private final List<String> lines; // null: only the hash is wanted
    private long hash = 1;

    private Fingerprint(List<String> lines) {
        this.lines = lines;
    }

    /** Differs, almost surely, where the lines differ. */
    static long hash(Object... objects) {
        Fingerprint fingerprint = new Fingerprint(null);
        fingerprint.visit("", objects);
        return fingerprint.hash;
    }

    static List<String> lines(Object... objects) {
        Fingerprint fingerprint = new Fingerprint(new ArrayList<>());
        fingerprint.visit("", objects);
        return fingerprint.lines;
    }

    private void visit(String path, Object object) {
        if (object == null) {
            add(path, 0, null);
        } else if (object instanceof Number || object instanceof Boolean || object instanceof Character) {
            add(path, isAtomic(object) ? object.toString().hashCode() : object.hashCode(), object);
        } else if (object instanceof String || object instanceof Enum || object instanceof Class) {
            add(path, object.toString().hashCode(), object);
        } else if (seen.putIfAbsent(object, seen.size()) != null) {
            add(path, seen.get(object), "(seen)");
        } else if (object instanceof double[] array && lines == null) {
            hash = 31 * hash + Arrays.hashCode(array);
        } else if (object.getClass().isArray()) {
            add(path, Array.getLength(object), "length " + Array.getLength(object));
            for (int i = 0; i < Array.getLength(object); i++) {
                visit(lines == null ? "" : path + "[" + i + "]", Array.get(object, i));
            }
        } else if (object instanceof Path file) {
            add(path, file.toString().hashCode(), file);
            visit(path + ".bytes", bytes(file));
        } else if (object instanceof Optional<?> optional) {
            visit(path, optional.orElse(null));
        } else if (object instanceof AtomicReference<?> reference) {
            visit(path, reference.get());
        } else if (isAtomic(object)) {
            add(path, object.toString().hashCode(), object);
        } else if (object instanceof Map<?, ?> map) {
            visit(path + ".keys", new ArrayList<>(map.keySet()));
            visit(path + ".values", new ArrayList<>(map.values()));
        } else if (object instanceof Collection<?> collection) {
            visit(path, collection.toArray());
        } else if (isOurs(object.getClass())) {
            for (Field field : FIELDS.get(object.getClass())) {
                visit(lines == null ? "" : path + "." + field.getName(), value(field, object));
            }
        } else {
            add(path, object.getClass().getName().hashCode(), object.getClass());
        }
    }

    private void add(String path, int value, Object shown) {
        hash = 31 * hash + value;
        if (lines != null) {
            lines.add(path + " = " + shown);
        }
    }

    private static boolean isAtomic(Object object) {
        return object instanceof AtomicInteger || object instanceof AtomicLong || object instanceof AtomicBoolean;
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("io.github.bp4j.")
                && !type.getName().startsWith("io.github.bp4j.internal.kernel.");
    }

    private static Object value(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

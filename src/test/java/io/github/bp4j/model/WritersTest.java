package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.CsvFormat;
import io.github.bp4j.data.Dataset;
import io.github.bp4j.data.NdArray;
import io.github.bp4j.data.NpyFile;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.data.Table;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.CsvLog;
import io.github.bp4j.training.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything in the library that writes a file does it in the same way. */
@Timeout(60)
class WritersTest {
    private static final Network NETWORK = Network.builder()
            .inputs(2)
            .layer(3, Activation.TANH)
            .layer(3, Activation.SOFTMAX)
            .loss(Loss.CROSS_ENTROPY)
            .seed(1)
            .build();

    private static final Dataset XOR =
            Dataset.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}, new double[] {0, 1, 1, 0});

    @TempDir
    Path folder;

    private Path file;

    /** What writes a file. */
    enum Writer {
        MODEL {
            @Override
            void write(Path file) throws IOException {
                Models.save(NETWORK, file);
            }
        },
        ONNX {
            @Override
            void write(Path file) throws IOException {
                Onnx.write(NETWORK, file);
            }
        },
        JAVA_SOURCE {
            @Override
            void write(Path file) throws IOException {
                String name = String.valueOf(file.getFileName());
                Path folder = file.toAbsolutePath().getParent();
                assertThat(JavaSource.write(NETWORK, name.substring(0, name.length() - 5), folder))
                        .exists();
            }
        },
        CHECKPOINT {
            @Override
            void write(Path file) throws IOException {
                try {
                    CheckpointFile.of(file).accept(trainer().checkpoint());
                } catch (UncheckedIOException e) {
                    assertThat(e)
                            .hasMessage("the checkpoint cannot be written to "
                                    + e.getCause().getMessage());
                    throw e.getCause();
                }
            }
        },
        NPZ {
            @Override
            void write(Path file) throws IOException {
                NpzFile.of(Map.of("a", NdArray.of(new double[] {1, 2}))).write(file);
            }
        },
        NPY {
            @Override
            void write(Path file) throws IOException {
                NpyFile.write(file, NdArray.of(new double[] {1, 2}));
            }
        },
        CSV {
            @Override
            void write(Path file) throws IOException {
                Table.of(List.of("a"), new String[] {"1"}).writeCsv(file, CsvFormat.STANDARD);
            }
        },
        LOG {
            @Override
            void write(Path file) throws IOException {
                try {
                    trainer().listener(new CsvLog(file)).fit(XOR);
                } catch (UncheckedIOException e) {
                    assertThat(e)
                            .hasMessage("the log of training cannot be written to "
                                    + e.getCause().getMessage());
                    throw e.getCause();
                }
            }
        };

        abstract void write(Path file) throws IOException;

        private static Trainer trainer() {
            return Trainer.of(Network.builder()
                            .inputs(2)
                            .layer(1, Activation.SIGMOID)
                            .loss(Loss.BINARY_CROSS_ENTROPY)
                            .build())
                    .optimizer(Optimizer.gradientDescent(0.1))
                    .epochs(3);
        }

        /** The bytes that it writes to a file that is not there yet. */
        byte[] content(Path folder) throws IOException {
            Path fresh = Files.createDirectories(folder.resolve("fresh")).resolve("Net.java");
            Files.deleteIfExists(fresh);
            write(fresh);
            byte[] content = Files.readAllBytes(fresh);
            assertThat(content).isNotEmpty();
            return content;
        }
    }

    @BeforeEach
    void place() {
        file = folder.resolve("Net.java"); // a name that suits every writer
    }

    private boolean isPosix() throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix");
    }

    private void requireNothingBeside(String... names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .doesNotContain("fresh")
                    .containsExactlyInAnyOrder(names);
        }
    }

    // ---------------------------------------------------------------- permissions

    @ParameterizedTest
    @EnumSource
    void theModeOfTheOldFileIsKept(Writer writer) throws IOException {
        assumeThat(isPosix()).isTrue();
        for (String mode : List.of("rw-------", "rw-r-----", "rwxrwxrwx", "-w--w----")) {
            Files.deleteIfExists(file);
            Files.writeString(file, "old");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

            writer.write(file);

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(mode);
            assertThat(Files.size(file)).isGreaterThan(3);
        }
        requireNothingBeside("Net.java");
    }

    @ParameterizedTest
    @EnumSource
    void aNewFileHasTheModeOfAnyNewFile(Writer writer) throws IOException {
        assumeThat(isPosix()).isTrue();
        writer.write(file);

        Path other = Files.writeString(folder.resolve("other"), "x");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(other));
    }

    @ParameterizedTest
    @EnumSource
    void aReadOnlyFileIsRefusedAndStaysAsItIs(Writer writer) throws IOException {
        assumeThat(isPosix()).isTrue();
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

        assertThatThrownBy(() -> writer.write(file))
                .isExactlyInstanceOf(AccessDeniedException.class)
                .hasMessage(file + ": the file is read-only");
        assertThat(file).hasContent("old");
        requireNothingBeside("Net.java");
    }

    // ---------------------------------------------------------------- links

    @ParameterizedTest
    @EnumSource
    void whatALinkPointsToIsWritten(Writer writer) throws IOException {
        Path real = Files.createDirectory(folder.resolve("real")).resolve("model");
        Files.writeString(real, "old");
        Files.createSymbolicLink(folder.resolve("second"), Path.of("real/model"));
        Files.createSymbolicLink(file, Path.of("second"));

        writer.write(file);

        assertThat(Files.readSymbolicLink(file)).isEqualTo(Path.of("second"));
        assertThat(Files.isSymbolicLink(real)).isFalse();
        assertThat(Files.size(real)).isGreaterThan(3);
        requireNothingBeside("Net.java", "second", "real");
    }

    @ParameterizedTest
    @EnumSource
    void whatADanglingLinkPointsToIsCreated(Writer writer) throws IOException {
        Path real = Files.createDirectory(folder.resolve("real")).resolve("model");
        Files.createSymbolicLink(file, Path.of("real/model"));

        writer.write(file);

        assertThat(Files.isSymbolicLink(file)).isTrue();
        assertThat(Files.isRegularFile(real)).isTrue();
        requireNothingBeside("Net.java", "real");
    }

    @ParameterizedTest
    @EnumSource
    void linksThatLeadInACircleAreRefused(Writer writer) throws IOException {
        Files.createSymbolicLink(file, Path.of("other"));
        Files.createSymbolicLink(folder.resolve("other"), Path.of("Net.java"));

        assertThatThrownBy(() -> writer.write(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(file.toString());
        requireNothingBeside("Net.java", "other");
    }

    /** Names that a process used to predict: whoever may write to the folder could have put links there. */
    @ParameterizedTest
    @EnumSource
    void linksPlantedUnderTheNamesOfTemporaryFilesAreNotFollowed(Writer writer) throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "untouched");
        long pid = ProcessHandle.current().pid();
        long thread = Thread.currentThread().getId();
        for (String planted :
                List.of("Net.java." + pid + "-" + thread + ".part", ".Net.java." + pid + "-0.part", "Net.java.part")) {
            Files.createSymbolicLink(folder.resolve(planted), victim);
        }

        writer.write(file);

        assertThat(victim).hasContent("untouched");
        assertThat(Files.isRegularFile(file)).isTrue();
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    // ---------------------------------------------------------------- what is no file

    @ParameterizedTest
    @EnumSource
    void aDirectoryIsRefused(Writer writer) throws IOException {
        Files.createDirectory(file);

        assertThatThrownBy(() -> writer.write(file))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(file + ": is a directory; a file is expected");
        requireNothingBeside("Net.java");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JAVA_SOURCE")
    void theEmptyPathIsRefused(Writer writer) {
        assertThatThrownBy(() -> writer.write(Path.of("")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("file is the empty path \"\"; it should name a file");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JAVA_SOURCE") // which makes folders
    void aFolderThatIsNotThereIsNamed(Writer writer) {
        Path lost = folder.resolve("none").resolve("Net.java");
        assertThatThrownBy(() -> writer.write(lost))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage(lost + ": there is no folder " + folder.resolve("none"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOG") // which opens its file for each line
    void aPipeIsWrittenTo(Writer writer) throws Exception {
        byte[] content = writer.content(folder);
        make("mkfifo", file.toString());
        CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
            try (InputStream in = Files.newInputStream(file)) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        writer.write(file);

        assertThat(read.get()).isEqualTo(content);
        assertThat(Files.isRegularFile(file)).isFalse();
    }

    /** A node of our own like /dev/full: every write to it finds the disk full. */
    @ParameterizedTest
    @EnumSource
    void aDeviceIsWrittenToAndItsErrorNamesIt(Writer writer) throws Exception {
        make("mknod", file.toString(), "c", "1", "7");

        assertThatThrownBy(() -> writer.write(file))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(file + ": No space left on device");
        assertThat(Files.isRegularFile(file)).isFalse();
    }

    /** As /dev/stdout is, where a shell has redirected it: others write to the same open file. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LOG", "JAVA_SOURCE"})
    void anOpenFileOfAProcessIsWrittenTo(Writer writer) throws Exception {
        assumeThat(Path.of("/proc/self/fd")).isDirectory();
        Path real = Files.writeString(folder.resolve("real"), "x".repeat(100_000));
        try (InputStream in = Files.newInputStream(real)) {
            assertThat(in.read()).isEqualTo('x');
            Path open = openFile(real);
            Object key = Files.getAttribute(real, "unix:ino");

            writer.write(open);

            assertThat(Files.getAttribute(real, "unix:ino")).isEqualTo(key);
            assertThat(real).hasBinaryContent(writer.content(folder));
        }
    }

    private static Path openFile(Path real) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(path -> {
                        try {
                            return Files.readSymbolicLink(path).equals(real.toRealPath());
                        } catch (IOException e) {
                            return false; // of the list itself
                        }
                    })
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void make(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeThat(e).as(command[0]).isNull();
            return;
        }
        String output = new String(process.getInputStream().readAllBytes());
        assumeThat(process.waitFor()).as(output).isZero();
    }

    // ---------------------------------------------------------------- failures

    @ParameterizedTest
    @EnumSource
    void failuresLeaveNoFileOpen(Writer writer) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeThat(descriptors).isDirectory();
        assumeThat(isPosix()).isTrue();
        Files.createDirectory(file);
        assertThatThrownBy(() -> writer.write(file)).isInstanceOf(FileSystemException.class);
        long before = count(descriptors);
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> writer.write(file)).isInstanceOf(FileSystemException.class);
        }
        assertThat(count(descriptors)).isLessThan(before + 25);
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    // ---------------------------------------------------------------- other file systems

    @ParameterizedTest
    @EnumSource
    void aFileInAnArchiveIsWrittenAndReplaced(Writer writer) throws IOException {
        byte[] content = writer.content(folder);
        URI uri = URI.create("jar:" + folder.resolve("archive.zip").toUri());
        try (FileSystem archive = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
            Path inside = archive.getPath("/Net.java");
            writer.write(inside);
            writer.write(inside);
        }
        try (FileSystem archive = FileSystems.newFileSystem(folder.resolve("archive.zip"))) {
            assertThat(Files.readAllBytes(archive.getPath("Net.java"))).isEqualTo(content);
            try (Stream<Path> files = Files.list(archive.getPath("/"))) {
                assertThat(files).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JAVA_SOURCE") // whose class files have longer names
    void aNameThatIsAsLongAsNamesMayBeIsWritten(Writer writer) throws IOException {
        Path longest = folder.resolve("N".repeat(250) + ".java");
        writer.write(longest);
        assertThat(longest).exists();
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedThreadIsTheReason(Writer writer) {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> writer.write(file))
                    .isExactlyInstanceOf(FileSystemException.class)
                    .hasMessage(file + ": the thread was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).doesNotExist();
    }
}

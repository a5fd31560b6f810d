package io.github.bp4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.bp4j.Activation;
import io.github.bp4j.Loss;
import io.github.bp4j.Network;
import io.github.bp4j.data.CsvFormat;
import io.github.bp4j.data.DataFileException;
import io.github.bp4j.data.IdxFile;
import io.github.bp4j.data.NdArray;
import io.github.bp4j.data.NpyFile;
import io.github.bp4j.data.NpzFile;
import io.github.bp4j.data.Table;
import io.github.bp4j.optimizer.Optimizer;
import io.github.bp4j.training.Trainer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything in the library that reads a file reads it from any file system and from streams. */
@Timeout(60)
class ReadersTest {
    private static final Network NETWORK = Network.builder()
            .inputs(2)
            .layer(3, Activation.TANH)
            .layer(3, Activation.SOFTMAX)
            .loss(Loss.CROSS_ENTROPY)
            .seed(1)
            .build();

    private static final NdArray ARRAY = NdArray.of(new double[] {1, -0.0, 1e-300}, 3, 1);

    @TempDir
    Path folder;

    private Path file;

    /** What reads a file; what it reads is given as text that differs if the content does. */
    enum Reader {
        MODEL("model.npz") {
            @Override
            void write(OutputStream out) throws IOException {
                Models.save(NETWORK, out);
            }

            @Override
            String read(Path file) throws IOException {
                return Arrays.toString(Models.load(file).parameters());
            }

            @Override
            String read(InputStream in) throws IOException {
                return Arrays.toString(Models.load(in).parameters());
            }
        },
        ONNX("model.onnx") {
            @Override
            void write(OutputStream out) throws IOException {
                Onnx.write(NETWORK, out);
            }

            @Override
            String read(Path file) throws IOException {
                return Arrays.toString(Models.load(file).parameters());
            }

            @Override
            String read(InputStream in) throws IOException {
                return Arrays.toString(Onnx.read(in).network().parameters());
            }
        },
        CHECKPOINT("training.npz") {
            @Override
            void write(OutputStream out) throws IOException {
                CheckpointFile.write(
                        Trainer.of(NETWORK).optimizer(Optimizer.adam(0.1)).checkpoint(), out);
            }

            @Override
            String read(Path file) throws IOException {
                return CheckpointFile.of(file).read().orElseThrow().arrays().toString();
            }

            @Override
            String read(InputStream in) throws IOException {
                return CheckpointFile.read(in).arrays().toString();
            }
        },
        NPZ("arrays.npz") {
            @Override
            void write(OutputStream out) throws IOException {
                new NpzFile(Map.of("a", ARRAY), Map.of("note", new byte[] {1, 2})).writeTo(out);
            }

            @Override
            String read(Path file) throws IOException {
                return text(NpzFile.read(file));
            }

            @Override
            String read(InputStream in) throws IOException {
                return text(NpzFile.read(in));
            }

            private String text(NpzFile file) {
                return file
                        + Arrays.toString(file.array("a").toArray())
                        + Arrays.toString(file.others().get("note"));
            }
        },
        NPY("array.npy") {
            @Override
            void write(OutputStream out) throws IOException {
                NpyFile.write(out, ARRAY);
            }

            @Override
            String read(Path file) throws IOException {
                return Arrays.toString(NpyFile.read(file).toArray());
            }

            @Override
            String read(InputStream in) throws IOException {
                return Arrays.toString(NpyFile.read(in).toArray());
            }
        },
        IDX("array.idx") {
            @Override
            void write(OutputStream out) throws IOException {
                out.write(new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 7, (byte) 200});
            }

            @Override
            String read(Path file) throws IOException {
                return Arrays.toString(IdxFile.read(file).toArray());
            }

            @Override
            String read(InputStream in) throws IOException {
                return Arrays.toString(IdxFile.read(in).toArray());
            }
        },
        CSV("table.csv") {
            @Override
            void write(OutputStream out) throws IOException {
                out.write("a,b\n1,ä\n".getBytes(StandardCharsets.UTF_8));
            }

            @Override
            String read(Path file) throws IOException {
                return Arrays.toString(Table.readCsv(file).row(0));
            }

            @Override
            String read(InputStream in) throws IOException {
                InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
                return Arrays.toString(Table.readCsv(reader, CsvFormat.STANDARD).row(0));
            }
        };

        private final String fileName;

        Reader(String fileName) {
            this.fileName = fileName;
        }

        abstract void write(OutputStream out) throws IOException;

        abstract String read(Path file) throws IOException;

        abstract String read(InputStream in) throws IOException;

        byte[] bytes() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream() {
                @Override
                public void close() {
                    throw new AssertionError("the stream is its caller's to close");
                }
            };
            write(out);
            return out.toByteArray();
        }
    }

    /** Gives a byte at a time, and must not be closed. */
    private static InputStream slow(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                return super.read(to, offset, Math.min(1, length));
            }

            @Override
            public void close() {
                throw new AssertionError("the stream is its caller's to close");
            }
        };
    }

    private void place(Reader reader) throws IOException {
        file = folder.resolve(reader.fileName);
        Files.write(file, reader.bytes());
    }

    @BeforeEach
    void noFile() {
        file = null;
    }

    @ParameterizedTest
    @EnumSource
    void aStreamGivesWhatAFileGives(Reader reader) throws IOException {
        place(reader);

        String expected = reader.read(file);

        assertThat(expected).isNotEmpty();
        assertThat(reader.read(slow(reader.bytes()))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void aFileInAnArchiveIsRead(Reader reader) throws IOException {
        place(reader);
        String expected = reader.read(file);
        URI uri = URI.create("jar:" + folder.resolve("app.jar").toUri());
        try (FileSystem archive = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
            Files.copy(file, archive.getPath(reader.fileName));
        }

        try (FileSystem archive = FileSystems.newFileSystem(folder.resolve("app.jar"))) {
            assertThat(reader.read(archive.getPath("/", reader.fileName))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPipeIsRead(Reader reader) throws Exception {
        place(reader);
        String expected = reader.read(file);
        Files.delete(file);
        Process made = null;
        try {
            made = new ProcessBuilder("mkfifo", file.toString()).start();
        } catch (IOException e) {
            assumeThat(e).isNull();
        }
        assumeThat(made.waitFor()).isZero();
        byte[] bytes = reader.bytes();
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write(bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(reader.read(file)).isEqualTo(expected);
        written.get();
    }

    @ParameterizedTest
    @EnumSource
    void aDirectoryIsRefused(Reader reader) throws IOException {
        file = Files.createDirectory(folder.resolve(reader.fileName));

        assertThatThrownBy(() -> reader.read(file))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(file + ": is a directory; a file is expected");
    }

    @ParameterizedTest
    @EnumSource
    void theEmptyPathIsRefused(Reader reader) {
        assertThatThrownBy(() -> reader.read(Path.of("")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("file is the empty path \"\"; it should name a file");
    }

    /** Whatever is wrong is told in words. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CSV", "ONNX"}) // of which some beginnings are sound
    void aStreamCutOffAnywhereIsRefusedWithAReason(Reader reader) throws IOException {
        byte[] bytes = reader.bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] beginning = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> reader.read(new ByteArrayInputStream(beginning)))
                    .isInstanceOfAny(ModelFormatException.class, DataFileException.class)
                    .message()
                    .doesNotContain("null")
                    .doesNotContain(String.valueOf(Long.MAX_VALUE));
        }
    }

    @Test
    void arraysInAStreamFollowEachOther() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpyFile.write(out, ARRAY);
        NpyFile.write(out, NdArray.of(new double[] {5}));
        out.write(9);

        InputStream in = slow(out.toByteArray());
        assertThat(NpyFile.read(in)).isEqualTo(ARRAY);
        assertThat(NpyFile.read(in).toArray()).containsExactly(5);
        assertThat(in.read()).isEqualTo(9);
    }

    @Test
    void whatFollowsAnArchiveIsRefused() throws IOException {
        byte[] bytes = Reader.MODEL.bytes();
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
        assertThatThrownBy(() -> Models.load(new ByteArrayInputStream(longer)))
                .isExactlyInstanceOf(ModelFormatException.class)
                .hasMessage("the archive is no sound zip file: zip END header not found");
    }

    @Test
    void anArchiveBehindOtherBytesIsRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {1, 2, 3});
        Models.save(NETWORK, out);
        assertThat(Models.load(new ByteArrayInputStream(out.toByteArray())).parameters())
                .containsExactly(NETWORK.parameters());
    }

    @Test
    void aModelWithActivationsOfOnesOwnTravelsThroughAStream() throws IOException {
        Network cubes = Network.builder()
                .inputs(2)
                .layer(2, ModelFiles.CUBE)
                .layer(1, Activation.LINEAR)
                .loss(Loss.SQUARED_ERROR)
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Models.save(cubes, out);

        assertThat(Models.load(new ByteArrayInputStream(out.toByteArray()), ModelFiles.CUBE)
                        .parameters())
                .containsExactly(cubes.parameters());
        assertThatThrownBy(() -> Models.load(new ByteArrayInputStream(out.toByteArray())))
                .isExactlyInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("entry \"model.txt\" names activations of your own");
    }

    @Test
    void nothingIsWrittenOfWhatIsRefused() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Network broken = OnnxExportTest.random(2, 2, 2, Activation.TANH, Activation.SOFTMAX);
        broken.layer(1).W().set(0, 0, Double.NaN);
        assertThatThrownBy(() -> Models.save(broken, out)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Onnx.write(broken, out)).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.size()).isZero();
    }

    @Test
    void anInterruptedThreadIsTheReason() throws IOException {
        place(Reader.NPZ);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> NpzFile.read(file))
                    .isExactlyInstanceOf(InterruptedIOException.class)
                    .hasMessage(file + ": the thread was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aFailingDiskIsNotMistakenForADamagedFile() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }
        };
        for (Reader reader : List.of(Reader.values())) {
            assertThatThrownBy(() -> reader.read(failing))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("Input/output error");
        }
    }

    @Test
    void halfASurrogatePairSurvivesInTheTextOfAModel() throws IOException {
        List<String> classes = List.of("a\uD83D", "\uDE00", "😀");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Models.save(Model.of(NETWORK).withClasses(classes), out);
        assertThat(Models.loadModel(new ByteArrayInputStream(out.toByteArray())).classes())
                .isEqualTo(classes);
    }
}

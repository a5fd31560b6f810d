package io.github.bp4j.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The complete new file or the complete old one, and nothing beside it. */
class AtomicFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writeOld() throws IOException {
        file = Files.writeString(folder.resolve("file"), "old");
    }

    private void requireOnly(String content) throws IOException {
        assertThat(file).hasContent(content);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void theNewFileReplacesTheOldOne() throws IOException {
        AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        requireOnly("new");
    }

    @Test
    void anErrorOfTheDiskNamesTheFileAndLeavesTheOldOne() throws IOException {
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("No space left on device");
                }))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(file + ": No space left on device")
                .hasCauseInstanceOf(IOException.class);
        requireOnly("old");
    }

    @Test
    void anErrorWithoutAMessageIsNamedByItsKind() {
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    throw new IOException();
                }))
                .hasMessage(file + ": IOException");
    }

    /** Also an error that no code expects. */
    @Test
    void whateverIsThrownTheUnfinishedFileIsDeleted() throws IOException {
        for (Throwable thrown :
                List.of(new OutOfMemoryError("of a test"), new IllegalStateException("x"), new AssertionError("y"))) {
            assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                        out.write(new byte[1 << 20]);
                        if (thrown instanceof Error e) {
                            throw e;
                        }
                        throw (RuntimeException) thrown;
                    }))
                    .isSameAs(thrown);
            requireOnly("old");
        }
    }

    @Test
    void onlyItsOwnerMayReadAFileThatIsNotFinished() throws IOException {
        assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix"))
                .isTrue();
        for (Path target : List.of(file, folder.resolve("new"))) {
            AtomicFile.write(target, out -> {
                out.write(new byte[1 << 20]);
                try (Stream<Path> files = Files.list(folder)) {
                    Path unfinished = files.filter(path -> path.toString().endsWith(AtomicFile.SUFFIX))
                            .findFirst()
                            .orElseThrow();
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unfinished)))
                            .isEqualTo("rw-------");
                }
            });
        }
    }

    @Test
    void theUnfinishedFileHasAnotherNameEachTime() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            AtomicFile.write(file, out -> {
                out.write(0);
                try (Stream<Path> files = Files.list(folder)) {
                    files.map(Path::toString)
                            .filter(name -> name.endsWith(AtomicFile.SUFFIX))
                            .forEach(names::add);
                }
            });
        }
        assertThat(names).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void textIsAddedToTheEnd() throws IOException {
        AtomicFile.append(file, " and é");
        requireOnly("old and é");
    }

    @Test
    void nothingIsAddedToAFileThatIsNotThere() throws IOException {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> AtomicFile.append(none, "x"))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage(none + ": there is no such file");
        requireOnly("old");
    }

    @Test
    void halfASurrogatePairIsFoundWhereverItStands() {
        assertThat(Utf8.require("a😀b", "x")).isEqualTo("a😀b");
        for (String text : List.of("ab\uD83D", "ab\uD83Dc", "ab\uD83D\uD83D\uDE00")) {
            assertThatThrownBy(() -> Utf8.require(text, "class name 3"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "class name 3 has the lone surrogate U+D83D at index 2; it is half a character, which UTF-8"
                                    + " cannot hold");
        }
        assertThatThrownBy(() -> Utf8.require("\uDE00\uD83D", "x"))
                .hasMessageStartingWith("x has the lone surrogate U+DE00 at index 0;");
    }
}

package io.github.bp4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bp4j.jvm.Jvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every block of Java in README.md and docs/ is compiled and run, and prints what the page says: a block of text after a
 * line "prints" is the whole output of the block of Java before it.
 */
@Tag("slow")
class CodeBlocksTest {
    private static final Pattern BLOCK = Pattern.compile(
            "^```java\\n(.*?)^```\\n(?:\\s*prints\\s*^```text\\n(.*?)^```\\n)?", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public (?:final )?class (\\w+)");
    private static final String IMPORTS = Stream.of(
                    "", "check.", "data.", "inspection.", "metrics.", "model.", "optimizer.", "training.")
            .map(part -> "import io.github.bp4j." + part + "*;\n")
            .reduce("import java.nio.file.*;\nimport java.util.*;\n", String::concat);

    /** A block of Java, and what the page says that it prints; null where it says nothing. */
    record Block(Path page, int number, String code, String output) {
        @Override
        public String toString() {
            return page + ", block " + number;
        }
    }

    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            List<Path> pages = Stream.concat(Stream.of(Path.of("README.md")), docs.sorted())
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
            for (Path page : pages) {
                Matcher matcher = BLOCK.matcher(Files.readString(page));
                for (int number = 1; matcher.find(); number++) {
                    blocks.add(new Block(page, number, matcher.group(1), matcher.group(2)));
                }
            }
        }
        return blocks;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    void runsAndPrintsWhatThePageSays(Block block, @TempDir Path directory) throws IOException {
        Matcher declared = CLASS.matcher(block.code());
        boolean whole = declared.find();
        String name = whole ? declared.group(1) : "Block";
        String source = whole
                ? block.code()
                : IMPORTS + "public class Block {\n    public static void main(String[] args) throws Exception {\n"
                        + block.code() + "    }\n}\n";
        Path file = Files.writeString(directory.resolve(name + ".java"), source);
        String classPath = System.getProperty("java.class.path");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", classPath, "-d", directory.toString(), file.toString());
        assertThat(status).isZero();

        String output = Jvm.current()
                .run(List.of("-Duser.language=en"), classPath + File.pathSeparator + directory, name)
                .replace("\r\n", "\n");

        if (block.output() != null) {
            assertThat(output).isEqualTo(block.output());
        }
    }

    @Test
    void theReadmeHasBlocksThatSayWhatTheyPrint() throws IOException {
        assertThat(blocks().stream().filter(block -> block.page().endsWith("README.md") && block.output() != null))
                .hasSizeGreaterThanOrEqualTo(2);
    }
}

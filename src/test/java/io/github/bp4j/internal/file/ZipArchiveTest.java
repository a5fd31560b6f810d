package io.github.bp4j.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Archives as others write them. */
class ZipArchiveTest {
    private static final byte[] CONTENT = "the content".getBytes(StandardCharsets.UTF_8);

    private static byte[] zip(int entries, String comment) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries; i++) {
                zip.putNextEntry(new ZipEntry("ä" + i));
                zip.write(CONTENT);
                zip.closeEntry();
            }
            zip.setComment(comment);
        }
        return out.toByteArray();
    }

    private static void requireContent(ZipArchive archive, int entry) throws IOException {
        try (InputStream in = archive.open(archive.entries().get(entry))) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT);
        }
    }

    /** More than two bytes can count, so that numbers of eight bytes stand in a record of their own. */
    @Test
    void moreThan65535EntriesAreRead() throws IOException {
        ZipArchive archive = new ZipArchive(Source.of(zip(65_537, "")));
        assertThat(archive.entries()).hasSize(65_537);
        assertThat(archive.entries().get(65_536).name()).isEqualTo("ä65536");
        requireContent(archive, 0);
        requireContent(archive, 65_536);
    }

    @Test
    void aCommentMayLookLikeTheEnd() throws IOException {
        ZipArchive archive =
                new ZipArchive(Source.of(zip(2, "PK\u0005\u0006 is how it ends, and on it goes, on and on")));
        assertThat(archive.entries()).hasSize(2);
        requireContent(archive, 1);
    }

    @Test
    void whatStandsBeforeTheArchiveIsPassedOver() throws IOException {
        byte[] bytes = zip(2, "");
        byte[] longer = new byte[bytes.length + 1000];
        System.arraycopy(bytes, 0, longer, 1000, bytes.length);
        requireContent(new ZipArchive(Source.of(longer)), 1);
    }

    /** As a program writes it that does not know the size beforehand, and cannot go back: it stands behind. */
    @Test
    void aStoredEntryMayHaveItsSizeBehindIt() throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(CONTENT);
        ByteBuffer zip = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0x04034b50).putShort((short) 20).putShort((short) 8).put(new byte[18]);
        zip.putShort((short) 1).putShort((short) 0).put((byte) 'a').put(CONTENT);
        zip.putInt(0x08074b50)
                .putInt((int) checksum.getValue())
                .putInt(CONTENT.length)
                .putInt(CONTENT.length);
        int directory = zip.position();
        zip.putInt(0x02014b50)
                .putShort((short) 20)
                .putShort((short) 20)
                .putShort((short) 8)
                .put(new byte[6]);
        zip.putInt((int) checksum.getValue()).putInt(CONTENT.length).putInt(CONTENT.length);
        zip.putShort((short) 1).put(new byte[16]).put((byte) 'a');
        int end = zip.position();
        zip.putInt(0x06054b50).put(new byte[4]).putShort((short) 1).putShort((short) 1);
        zip.putInt(end - directory).putInt(directory).putShort((short) 0);

        ZipArchive archive = new ZipArchive(Source.of(Arrays.copyOf(zip.array(), zip.position())));
        assertThat(archive.entries().get(0).name()).isEqualTo("a");
        requireContent(archive, 0);
    }

    @Test
    void whatFollowsTheEndIsRefused() throws IOException {
        byte[] bytes = zip(1, "");
        assertThatThrownBy(() -> new ZipArchive(Source.of(Arrays.copyOf(bytes, bytes.length + 1))))
                .isInstanceOf(ZipException.class)
                .hasMessage("zip END header not found");
    }
}

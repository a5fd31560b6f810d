package io.github.bp4j.internal.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;

/** Bytes that can be read from any position: those of a file of any file system, or of an array. */
public interface Source {
    /** The number of bytes. */
    long size() throws IOException;

    /** Reads up to {@code length} bytes from this position on, and returns their number: at least one if there is one. */
    int read(long position, byte[] to, int offset, int length) throws IOException;

    /** The bytes of a file; the channel stays open. */
    static Source of(SeekableByteChannel channel) {
        return new Source() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public int read(long position, byte[] to, int offset, int length) throws IOException {
                channel.position(position);
                return channel.read(ByteBuffer.wrap(to, offset, length));
            }
        };
    }

    /** The bytes of an array. */
    static Source of(byte[] bytes) {
        return new Source() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public int read(long position, byte[] to, int offset, int length) {
                int read = (int) Math.min(length, bytes.length - position);
                System.arraycopy(bytes, (int) position, to, offset, read);
                return read;
            }
        };
    }

    /**
     * The bytes from this position on, all of them.
     *
     * @throws EOFException if there are fewer than {@code length}
     */
    default byte[] bytes(long position, int length) throws IOException {
        if (position < 0 || position > size() - length) {
            throw new EOFException("it ends before byte " + (position + length));
        }
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int read = read(position + at, bytes, at, length - at);
            if (read <= 0) {
                throw new EOFException("it ends before byte " + (position + length));
            }
            at += read;
        }
        return bytes;
    }

    /** So many bytes from this position on as a stream. */
    default InputStream stream(long position, long length) {
        return new InputStream() {
            private long at = position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int offset, int count) throws IOException {
                Objects.checkFromIndexSize(offset, count, to.length);
                long left = position + length - at;
                if (count == 0 || left == 0) {
                    return count == 0 ? 0 : -1;
                }
                int read = Source.this.read(at, to, offset, (int) Math.min(left, count));
                at += Math.max(0, read);
                return read;
            }
        };
    }
}

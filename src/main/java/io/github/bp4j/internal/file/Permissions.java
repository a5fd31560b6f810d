package io.github.bp4j.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who may read and write a file once it is complete: those who could read and write the file that it replaces, or else
 * those who can read and write any new file of this process. Until then, its owner alone can.
 */
final class Permissions {
    private static final Set<PosixFilePermission> OWNER_ALONE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> GROUP =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    private final PosixFileAttributes posix; // null where the file system has none
    private final List<AclEntry> acl; //        null there too, and where no file is replaced

    private Permissions(PosixFileAttributes posix, List<AclEntry> acl) {
        this.posix = posix;
        this.acl = acl;
    }

    /** With what the unfinished file is created: as the file of its owner alone, if it is to replace another one. */
    static FileAttribute<?>[] whileWriting(Target target) {
        return target.exists() && posix(target.path()) != null
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
                : new FileAttribute<?>[0];
    }

    /** Those that the unfinished file gets at the end; it has just been created, with nothing in it yet. */
    static Permissions of(Target target, Path unfinished) throws IOException {
        PosixFileAttributeView view = posix(target.exists() ? target.path() : unfinished);
        PosixFileAttributes posix = view == null ? null : view.readAttributes();
        if (posix != null && !target.exists()) {
            try {
                view.setPermissions(OWNER_ALONE);
            } catch (IOException e) {
                // The file system has one mode for all files.
            }
        }
        AclFileAttributeView entries = target.exists() ? acl(target.path()) : null;
        return new Permissions(posix, entries == null ? null : entries.getAcl());
    }

    /** Gives them, and the owner and the group, to the file that is complete now. */
    void giveTo(Path file) throws IOException {
        if (acl != null) {
            acl(file).setAcl(acl);
        }
        if (posix == null) {
            return;
        }
        PosixFileAttributeView view = posix(file);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(posix.permissions());
        PosixFileAttributes now = view.readAttributes();
        if (!posix.group().equals(now.group())) {
            try {
                view.setGroup(posix.group());
            } catch (IOException e) {
                permissions.removeAll(GROUP); // they were for another group
            }
        }
        if (!posix.owner().equals(now.owner())) {
            try {
                view.setOwner(posix.owner());
            } catch (IOException e) {
                // Only an administrator can give a file to somebody else.
            }
        }
        if (!permissions.equals(view.readAttributes().permissions())) {
            view.setPermissions(permissions);
        }
    }

    private static PosixFileAttributeView posix(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }

    private static AclFileAttributeView acl(Path file) {
        return Files.getFileAttributeView(file, AclFileAttributeView.class);
    }
}

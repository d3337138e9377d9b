// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where embedded shards keep their data: one directory for each, named like the shard. Locked as long as it is open, because
 * two servers on one file destroy it. Confined to one thread.
 */
final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "ringway.lock";

    private final Path directory;
    private final FileChannel lock;

    private DataDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    @SuppressWarnings("resource") // the lock lasts as long as its channel
    static DataDirectory open(Path directory) throws EmbeddedFailure {
        FileChannel channel = null;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DataDirectory(directory, channel);
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            throw inUse(directory);
        } catch (IOException e) {
            throw new EmbeddedFailure("cannot keep data in '" + directory + "': " + e);
        }
        throw inUse(directory);
    }

    /** How many shards have left data here; 0 for none. */
    int shardCount() throws EmbeddedFailure {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> shards = entries.filter(
                            path -> path.getFileName().toString().matches(EmbeddedShards.NAME_PREFIX + "[0-9]+"))
                    .toList();
            return shards.size();
        } catch (IOException e) {
            throw new EmbeddedFailure("cannot list '" + directory + "': " + e);
        }
    }

    Path of(String shard) throws EmbeddedFailure {
        try {
            return Files.createDirectories(directory.resolve(shard)).toAbsolutePath();
        } catch (IOException e) {
            throw new EmbeddedFailure("cannot keep data in '" + directory.resolve(shard) + "': " + e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedFailure inUse(Path directory) {
        return new EmbeddedFailure("'" + directory + "' is in use by another ringway");
    }
}

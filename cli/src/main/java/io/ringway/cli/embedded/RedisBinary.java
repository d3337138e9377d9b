// SPDX-License-Identifier: Apache-2.0
package io.ringway.cli.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The Redis executable that comes with Ringway, copied to where it can be run. With a cache directory (system property {@value
 * #CACHE}) it is copied there once and stays; without, it is copied to the temporary directory and {@link #close} removes it,
 * which the servers started from it outlive. Confined to one thread.
 */
final class RedisBinary implements AutoCloseable {
    /** Names the directory that keeps what is made once and used at each start. */
    static final String CACHE = "ringway.cache";

    static final String VERSION = "7.0.15";

    private final Path directory;
    private final Path file;
    private final boolean kept;

    private RedisBinary(Path directory, Path file, boolean kept) {
        this.directory = directory;
        this.file = file;
        this.kept = kept;
    }

    static RedisBinary provide() throws EmbeddedFailure {
        return provide(System.getProperty(CACHE));
    }

    static RedisBinary provide(@Nullable String cache) throws EmbeddedFailure {
        String resource = resource(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        try {
            return cache == null ? inTemporary(resource) : inCache(resource, Path.of(cache));
        } catch (IOException e) {
            throw new EmbeddedFailure("cannot store the Redis executable: " + e);
        }
    }

    /** Where the file is. */
    Path directory() {
        return directory;
    }

    Path file() {
        return file;
    }

    /** Removes the file unless it is cached; running servers do not need it. */
    @Override
    public void close() {
        if (!kept) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }

    static String resource(String system, String architecture) throws EmbeddedFailure {
        String processor = switch (architecture.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> "";
        };
        if (!system.equals("Linux") || processor.isEmpty()) {
            throw new EmbeddedFailure("there is no embedded Redis for " + system + " on " + architecture
                    + "; name your own servers with --shards host:port,…");
        }
        return "/redis-server-" + VERSION + "-linux-" + processor;
    }

    private static RedisBinary inCache(String resource, Path cache) throws IOException {
        Path file = cache.resolve(resource.substring(1));
        if (!Files.isExecutable(file)) {
            Files.createDirectories(cache);
            Path copy = copy(resource, cache);
            // Moved in one step, so that two first starts at once do not see half a file.
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return new RedisBinary(cache.toAbsolutePath(), file.toAbsolutePath(), true);
    }

    private static RedisBinary inTemporary(String resource) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        Path file = copy(resource, temporary);
        file.toFile().deleteOnExit();
        return new RedisBinary(temporary, file, false);
    }

    private static Path copy(String resource, Path directory) throws IOException {
        Path copy = Files.createTempFile(
                directory,
                "ringway-redis-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (InputStream binary = RedisBinary.class.getResourceAsStream(resource)) {
            if (binary == null) {
                throw new IOException(resource + " is missing from this build");
            }
            Files.copy(binary, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
        return copy;
    }
}

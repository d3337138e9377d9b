// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.frontend;

import io.ringway.proxy.cache.CommandProbe;
import io.ringway.proxy.cache.ReplyForm;
import io.ringway.proxy.command.Cacheable;
import io.ringway.proxy.command.CommandSpec;
import io.ringway.proxy.command.CommandTable;
import io.ringway.proxy.command.KeyFinder;
import io.ringway.proxy.session.Session;
import io.ringway.resp.CommandFrame;
import io.ringway.resp.Protocol;
import java.util.BitSet;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which commands' replies may be remembered, and what stands for each in the cache: the number of its row, its arguments, its
 * database and, where that matters, its protocol version. Confined to one event loop.
 */
final class CacheableReads {
    /** Commands that read one key have it there. */
    static final int KEY_AT = 1;

    /** By the row's number, see {@link #numberOf}. */
    private final Cacheable[] cacheable;
    /** Rows whose commands have one key whatever their arguments. */
    private final BitSet alwaysOneKey = new BitSet();

    private final int learnedId;
    private final TrustedRows trusted;
    private final CommandSpec get;
    private final CommandSpec mget;

    CacheableReads(CacheAccess access, TrustedRows trusted) {
        CommandTable table = access.table();
        this.get = Objects.requireNonNull(table.find("get"));
        this.mget = Objects.requireNonNull(table.find("mget"));
        this.trusted = trusted;
        this.learnedId = table.learnedId();
        this.cacheable = Stream.concat(
                        table.byId().stream().map(CommandSpec::cacheable),
                        access.trusted().names().stream().map(name -> Cacheable.OWN))
                .toArray(Cacheable[]::new);
        for (CommandSpec row : table.all()) {
            alwaysOneKey.set(
                    row.id(),
                    row.cacheable() != Cacheable.NO && KeyFinder.of(row).onlyKeyAt() == KEY_AT);
        }
    }

    /** The row of GET, as which each key of an MGET is remembered. */
    CommandSpec get() {
        return get;
    }

    /** Whether each key of the command may be remembered by itself. */
    boolean isManyReads(CommandSpec row) {
        return row.id() == mget.id();
    }

    /** Whether the command reads one key, and its reply may be remembered. */
    boolean isOneRead(CommandSpec row, CommandFrame command) {
        int number = numberOf(row);
        return cacheable[number] != Cacheable.NO
                && (number > learnedId
                        ? command.argCount() > KEY_AT
                        : alwaysOneKey.get(number) || command.argCount() == 2);
    }

    /** Points at a command, if its reply may be there: that it reads one key is not looked at. Returns whether it does. */
    boolean point(CommandProbe probe, Session session, CommandSpec row, CommandFrame command) {
        int number = numberOf(row);
        if (cacheable[number] == Cacheable.NO || command.argCount() <= KEY_AT) {
            return false;
        }
        ReplyForm form = ReplyForm.EITHER;
        if (cacheable[number] == Cacheable.OWN) {
            form = session.protocol() == Protocol.RESP3 ? ReplyForm.RESP3 : ReplyForm.RESP2;
        }
        int last = command.argCount() - 1;
        probe.set(
                command.buffer(),
                number,
                command.argStart(KEY_AT),
                command.argLength(KEY_AT),
                command.argStart(last) + command.argLength(last),
                session.database(),
                form);
        return true;
    }

    /** Points at GET of one of a command's arguments. */
    void pointAtKey(CommandProbe probe, Session session, CommandFrame command, int key) {
        int start = command.argStart(key);
        int length = command.argLength(key);
        probe.set(command.buffer(), get.id(), start, length, start + length, session.database(), ReplyForm.EITHER);
    }

    /** The row's id, or for a learned row that of its command, if its replies may be remembered. */
    private int numberOf(CommandSpec row) {
        int id = row.id();
        return id == learnedId ? Math.max(id, trusted.numberOf(row)) : id;
    }
}

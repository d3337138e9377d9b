// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.cache;

/**
 * What a cached reply is the reply to: a command's exact bytes, in a database, in a form of reply. Either remembered ({@link
 * StoredCommand}) or looked up where it lies ({@link CommandProbe}); the two equal each other.
 */
abstract sealed class CommandKey permits StoredCommand, CommandProbe {
    abstract int database();

    abstract ReplyForm form();

    abstract int length();
}

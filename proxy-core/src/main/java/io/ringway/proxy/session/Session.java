// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.session;

import io.ringway.resp.Protocol;

/**
 * The state of one client's connection as far as its commands depend on it. Immutable.
 *
 * @param clientId what {@code CLIENT ID} answers; unique in this process
 * @param protocol the version that {@code HELLO} picked
 * @param database the number that {@code SELECT} picked
 * @param authenticated whether commands other than AUTH, HELLO, QUIT and RESET are allowed
 * @param user the authenticated user
 * @param name what {@code CLIENT SETNAME} set, or empty
 * @param libName what {@code CLIENT SETINFO LIB-NAME} set, or empty
 * @param libVersion what {@code CLIENT SETINFO LIB-VER} set, or empty
 * @param modes what the client has switched on for its connection
 * @param transaction where it stands between WATCH, MULTI and EXEC
 * @param subscriptions how much it has subscribed to
 */
public record Session(
        long clientId,
        Protocol protocol,
        int database,
        boolean authenticated,
        String user,
        String name,
        String libName,
        String libVersion,
        ClientModes modes,
        TransactionState transaction,
        SubscriptionCounts subscriptions) {

    /** The user of clients that did not name one. */
    public static final String DEFAULT_USER = "default";

    /** The state of a connection that has just been accepted. */
    public static Session initial(long clientId, boolean authenticated) {
        return new Session(
                clientId,
                Protocol.RESP2,
                0,
                authenticated,
                DEFAULT_USER,
                "",
                "",
                "",
                ClientModes.NONE,
                TransactionState.NONE,
                SubscriptionCounts.NONE);
    }

    public Session withProtocol(Protocol next) {
        return new Session(
                clientId,
                next,
                database,
                authenticated,
                user,
                name,
                libName,
                libVersion,
                modes,
                transaction,
                subscriptions);
    }

    public Session withDatabase(int next) {
        return new Session(
                clientId,
                protocol,
                next,
                authenticated,
                user,
                name,
                libName,
                libVersion,
                modes,
                transaction,
                subscriptions);
    }

    public Session withUser(String next) {
        return new Session(
                clientId, protocol, database, true, next, name, libName, libVersion, modes, transaction, subscriptions);
    }

    public Session withName(String next) {
        return new Session(
                clientId,
                protocol,
                database,
                authenticated,
                user,
                next,
                libName,
                libVersion,
                modes,
                transaction,
                subscriptions);
    }

    public Session withLibrary(String nextName, String nextVersion) {
        return new Session(
                clientId,
                protocol,
                database,
                authenticated,
                user,
                name,
                nextName,
                nextVersion,
                modes,
                transaction,
                subscriptions);
    }

    public Session withModes(ClientModes next) {
        return new Session(
                clientId,
                protocol,
                database,
                authenticated,
                user,
                name,
                libName,
                libVersion,
                next,
                transaction,
                subscriptions);
    }

    public Session withTransaction(TransactionState next) {
        return new Session(
                clientId,
                protocol,
                database,
                authenticated,
                user,
                name,
                libName,
                libVersion,
                modes,
                next,
                subscriptions);
    }

    public Session withSubscriptions(SubscriptionCounts next) {
        return new Session(
                clientId, protocol, database, authenticated, user, name, libName, libVersion, modes, transaction, next);
    }

    /** Whether replies and messages could not be told apart but for the few commands that a subscriber may send. */
    public boolean onlySubscribes() {
        return protocol == Protocol.RESP2 && subscriptions.any();
    }

    /** The database that the shards know of: a SELECT between MULTI and EXEC is yet to be carried out. */
    public int sentDatabase() {
        return transaction.open() ? transaction.outerDatabase() : database;
    }

    /** Neither queueing nor watching, and back in the database of before MULTI. */
    public Session withoutTransaction() {
        Session outside = withDatabase(sentDatabase());
        return outside.withTransaction(TransactionState.NONE);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;

/** What drives the sockets. docs/adr tells how the default was chosen. Immutable. */
public enum Transport {
    EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class, EpollDatagramChannel.class, true),
    IO_URING(IoUringSocketChannel.class, IoUringServerSocketChannel.class, IoUringDatagramChannel.class, false),
    NIO(NioSocketChannel.class, NioServerSocketChannel.class, NioDatagramChannel.class, true);

    static {
        // Netty asks the kernel once to tell of all that ever comes, and then misses a reset right behind the last
        // bytes: the connection would stay for ever. Asked anew after each read, the kernel tells of it, at no cost
        // that could be measured.
        System.setProperty("io.netty.iouring.pollAddMultishotEnabled", "false");
    }

    private final Class<? extends SocketChannel> socket;
    private final Class<? extends ServerSocketChannel> serverSocket;
    private final Class<? extends DatagramChannel> datagram;
    private final boolean readsAtOnce;

    Transport(
            Class<? extends SocketChannel> socket,
            Class<? extends ServerSocketChannel> serverSocket,
            Class<? extends DatagramChannel> datagram,
            boolean readsAtOnce) {
        this.socket = socket;
        this.serverSocket = serverSocket;
        this.datagram = datagram;
        this.readsAtOnce = readsAtOnce;
    }

    /** The best that this machine has: epoll on Linux, else NIO. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Its name as configurations and metrics have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why it does not work on this machine, or an empty text where it does. */
    public String unavailability() {
        Throwable cause = switch (this) {
            case EPOLL -> Epoll.unavailabilityCause();
            case IO_URING -> IoUring.unavailabilityCause();
            case NIO -> null;
        };
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }

    public IoHandlerFactory ioHandlers() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    public Class<? extends SocketChannel> socket() {
        return socket;
    }

    public Class<? extends ServerSocketChannel> serverSocket() {
        return serverSocket;
    }

    public Class<? extends DatagramChannel> datagram() {
        return datagram;
    }

    /** Whether a socket's buffer is filled at the moment it is asked for, so that one buffer serves a whole loop. */
    public boolean readsAtOnce() {
        return readsAtOnce;
    }

    /** Bounds how long sent bytes may stay unacknowledged, where the system can: a peer that lost power is noticed. */
    public void setUserTimeout(Bootstrap bootstrap, int millis) {
        ChannelOption<Integer> option = switch (this) {
            case EPOLL -> EpollChannelOption.TCP_USER_TIMEOUT;
            case IO_URING -> IoUringChannelOption.TCP_USER_TIMEOUT;
            case NIO -> null;
        };
        if (option != null) {
            bootstrap.option(option, millis);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
// sessions HOST PORT: a web server whose sessions are in the store (express-session, connect-redis, ioredis), and a session
// store of its own with transactions. No view is lost, no session is another's, and sessions end when they should.
'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const { setTimeout: wait } = require('node:timers/promises');
const { RedisStore } = require('connect-redis');
const session = require('express-session');
const Redis = require('ioredis');

const address = { host: process.argv[2], port: Number(process.argv[3]), commandTimeout: 20000 };
const PREFIX = 'applications:sessions:';
const USERS = 60;
const VIEWS = 15;

function connect() {
  const redis = new Redis({ ...address, retryStrategy: null });
  redis.on('error', fail);
  return redis;
}

function fail(error) {
  console.error(error);
  process.exit(1);
}

function times(n, what) {
  return Promise.all(Array.from({ length: n }, (_, i) => what(i)));
}

async function left(redis) {
  const keys = new Set();
  for await (const page of redis.scanStream({ match: `${PREFIX}*`, count: 1000 })) {
    page.forEach((key) => keys.add(key));
  }
  return [...keys];
}

// /view?user=NAME counts a view, /logout ends the session; both answer with the session as JSON.
function webServer(store) {
  const sessions = session({ store, secret: 'not one', resave: false, saveUninitialized: false, rolling: true });
  return http.createServer((request, response) => {
    sessions(request, response, (error) => {
      if (error) {
        response.writeHead(500).end(String(error));
        return;
      }
      const url = new URL(request.url, 'http://localhost');
      if (url.pathname === '/logout') {
        request.session.destroy((failure) => response.writeHead(failure ? 500 : 200).end(failure ? String(failure) : '{}'));
        return;
      }
      request.session.user = request.session.user ?? url.searchParams.get('user');
      request.session.views = (request.session.views ?? 0) + 1;
      response.end(JSON.stringify({ user: request.session.user, views: request.session.views }));
    });
  });
}

async function get(url, cookie) {
  const response = await fetch(url, { headers: cookie ? { cookie } : {} });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return { body: JSON.parse(text), cookie: response.headers.get('set-cookie')?.split(';')[0] ?? cookie };
}

async function aWebServerKeepsItsSessions(redis) {
  const store = new RedisStore({ client: redis, prefix: `${PREFIX}web:`, ttl: 600 });
  // Two servers, as behind a balancer: each request of a session may come to either.
  const other = connect();
  const servers = [store, new RedisStore({ client: other, prefix: `${PREFIX}web:`, ttl: 600 })].map(webServer);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))));
  const url = (i) => `http://127.0.0.1:${servers[i % servers.length].address().port}`;

  const cookies = await times(USERS, async (user) => {
    let cookie;
    for (let view = 1; view <= VIEWS; view++) {
      const answer = await get(`${url(user + view)}/view?user=user-${user}`, cookie);
      assert.deepEqual(answer.body, { user: `user-${user}`, views: view });
      cookie = answer.cookie;
    }
    return cookie;
  });
  assert.equal(new Set(cookies).size, USERS);
  const call = (method) => new Promise((resolve, reject) => {
    store[method]((error, value) => (error ? reject(error) : resolve(value)));
  });
  assert.equal(await call('length'), USERS);
  const all = await call('all');
  assert.deepEqual(
    all.map((one) => `${one.user} ${one.views}`).sort(),
    Array.from({ length: USERS }, (_, i) => `user-${i} ${VIEWS}`).sort(),
  );
  for (const id of await call('ids')) assert.ok((await redis.ttl(`${PREFIX}web:${id}`)) > 500);
  await times(USERS / 2, (user) => get(`${url(user)}/logout`, cookies[user]));
  assert.equal(await call('length'), USERS / 2);
  assert.equal((await get(`${url(0)}/view?user=new`, cookies[0])).body.views, 1);
  await call('clear');
  assert.equal(await call('length'), 0);
  servers.forEach((server) => server.close());
  servers.forEach((server) => server.closeAllConnections());
  await other.quit();
}

// Many requests of one session at once, each a transaction on a shared connection.
async function transactionsLoseNoView(redis) {
  await times(USERS, (user) =>
    times(VIEWS, async (view) => {
      const key = `${PREFIX}{user-${user}}`;
      const replies = await redis
        .multi()
        .hincrby(key, 'views', 1)
        .hset(key, 'user', user, `page-${view}`, 'seen')
        .expire(key, 600)
        .sadd(`${key}:pages`, view)
        .expire(`${key}:pages`, 600)
        .exec();
      replies.forEach(([error]) => assert.equal(error, null));
      assert.ok(replies[0][1] >= 1 && replies[0][1] <= VIEWS);
      assert.deepEqual(replies.slice(2).map(([, reply]) => reply), [1, 1, 1]);
    }),
  );
  await times(USERS, async (user) => {
    const key = `${PREFIX}{user-${user}}`;
    assert.equal(await redis.hget(key, 'views'), String(VIEWS));
    assert.equal(await redis.hget(key, 'user'), String(user));
    assert.equal(await redis.hlen(key), VIEWS + 2);
    assert.equal(await redis.scard(`${key}:pages`), VIEWS);
    assert.ok((await redis.ttl(key)) > 500);
  });
}

// MULTI sent and answered command by command, as ioredis does without its pipeline.
async function aTransactionMayBeSentOneByOne(redis) {
  const key = `${PREFIX}{one-by-one}`;
  assert.equal(await redis.multi({ pipeline: false }), 'OK');
  assert.equal(await redis.set(key, 'v'), 'QUEUED');
  assert.equal(await redis.getex(key, 'EX', 100), 'QUEUED');
  assert.deepEqual(await redis.exec(), [[null, 'OK'], [null, 'v']]);
  assert.equal(await redis.multi({ pipeline: false }), 'OK');
  assert.equal(await redis.set(key, 'not this'), 'QUEUED');
  assert.equal(await redis.discard(), 'OK');
  assert.equal(await redis.get(key), 'v');
}

// Compare and set: of those who watch the same session at once one wins, the others try again.
async function watchersDoNotOverwriteEachOther() {
  const key = `${PREFIX}{watched}`;
  const conflicts = await times(8, async () => {
    const redis = connect();
    let lost = 0;
    for (let saved = 0; saved < VIEWS; ) {
      await redis.watch(key);
      const cart = JSON.parse((await redis.get(key)) ?? '{"items":0}');
      const replies = await redis.multi().set(key, JSON.stringify({ items: cart.items + 1 }), 'EX', 600).exec();
      if (replies === null) lost++;
      else saved++;
    }
    await redis.quit();
    return lost;
  });
  const redis = connect();
  assert.deepEqual(JSON.parse(await redis.get(key)), { items: 8 * VIEWS });
  assert.ok(conflicts.reduce((a, b) => a + b) > 0, 'nobody was ever in the way of another');
  await redis.quit();
}

async function sessionsEnd(redis) {
  const key = (i) => `${PREFIX}short-${i}`;
  await times(USERS, (i) => redis.set(key(i), i, 'PX', 400));
  // Those that are used live on.
  await times(USERS, async (i) => assert.equal(await redis.getex(key(i), 'EX', i % 2 ? 600 : 1), String(i)));
  await wait(1200);
  await times(USERS, async (i) => {
    const value = await redis.get(key(i));
    assert.equal(value, i % 2 ? String(i) : null, `session ${i}`);
    if (i % 2) assert.equal(await redis.getdel(key(i)), value);
  });
}

// Everyone with a session is told of a logout, whichever server it is.
async function logoutsAreAnnounced(redis) {
  const heard = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const subscriber = connect();
      const messages = [];
      await subscriber.subscribe(`${PREFIX}logout`);
      await subscriber.psubscribe(`${PREFIX}log*`);
      subscriber.on('message', (channel, user) => messages.push(`m ${channel} ${user}`));
      subscriber.on('pmessage', (pattern, channel, user) => messages.push(`p ${channel} ${user}`));
      return { subscriber, messages };
    }),
  );
  for (let user = 0; user < USERS; user++) assert.equal(await redis.publish(`${PREFIX}logout`, user), 8);
  const end = Date.now() + 10000;
  while (heard.some(({ messages }) => messages.length < 2 * USERS) && Date.now() < end) await wait(10);
  heard.forEach(({ messages }) =>
    ['m', 'p'].forEach((kind) =>
      assert.deepEqual(
        messages.filter((message) => message.startsWith(kind)),
        Array.from({ length: USERS }, (_, user) => `${kind} ${PREFIX}logout ${user}`),
      ),
    ),
  );
  await Promise.all(heard.map(({ subscriber }) => subscriber.quit()));
}

async function main() {
  const redis = connect();
  for (const key of await left(redis)) await redis.del(key);
  for (const part of [
    aWebServerKeepsItsSessions,
    transactionsLoseNoView,
    aTransactionMayBeSentOneByOne,
    watchersDoNotOverwriteEachOther,
    sessionsEnd,
    logoutsAreAnnounced,
  ]) {
    await part(redis);
  }
  for (const key of await left(redis)) await redis.del(key);
  await redis.quit();
}

main().catch(fail);

// SPDX-License-Identifier: Apache-2.0
// ioredis HOST PORT PROTOCOL: ioredis against the server.
'use strict';

const assert = require('node:assert/strict');
const Redis = require('ioredis');

const [host, port, protocol] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const prefix = `clients:ioredis:${protocol}:`;
const KEYS = 200;

function connect(more = {}) {
  const versions = protocol === 3 ? { protocol: 3 } : { protocol: 2 };
  const redis = new Redis({ host, port, commandTimeout: 20000, retryStrategy: null, ...versions, ...more });
  redis.on('error', (error) => {
    throw error;
  });
  return redis;
}

async function scan(redis, match) {
  const found = new Set();
  for await (const page of redis.scanStream({ match, count: 13 })) {
    page.forEach((key) => found.add(key));
  }
  return found;
}

async function main() {
  const redis = connect();
  const k = (name) => prefix + name;
  const keys = Array.from({ length: KEYS }, (_, i) => k(`key:${i}`));
  assert.equal(await redis.ping(), 'PONG');
  assert.equal(await redis.set(k('text'), 'grüße\r\n'), 'OK');
  assert.equal(await redis.get(k('text')), 'grüße\r\n');
  assert.equal(await redis.get(k('missing')), null);
  const blob = Buffer.alloc(1 << 20, Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
  await redis.set(k('blob'), blob);
  assert.ok(blob.equals(await redis.getBuffer(k('blob'))));
  assert.equal(await redis.incrby(k('counter'), 41), 41);
  assert.equal(await redis.hset(k('hash'), { a: '1', b: '2' }), 2);
  assert.deepEqual({ ...(await redis.hgetall(k('hash'))) }, { a: '1', b: '2' });
  assert.equal(await redis.rpush(k('list'), 'a', 'b', 'c'), 3);
  assert.deepEqual(await redis.lrange(k('list'), 0, -1), ['a', 'b', 'c']);
  await redis.sadd(k('set'), 'a', 'b');
  assert.deepEqual([...(await redis.smembers(k('set')))].sort(), ['a', 'b']);
  await redis.zadd(k('zset'), 1.5, 'a', 2, 'b');
  assert.deepEqual((await redis.zrange(k('zset'), 0, -1, 'WITHSCORES')).flat().map(String), ['a', '1.5', 'b', '2']);
  assert.equal(await redis.eval("return redis.call('get', KEYS[1])", 1, k('counter')), '41');
  assert.equal(await redis.mset(new Map(keys.map((key) => [key, `of ${key}`]))), 'OK');
  assert.deepEqual(await redis.mget(keys), keys.map((key) => `of ${key}`));
  assert.equal(await redis.exists(...keys), KEYS);
  assert.deepEqual(await scan(redis, k('key:*')), new Set(keys));

  const pipeline = redis.pipeline();
  keys.forEach((key) => pipeline.append(key, '!').get(key));
  const replies = await pipeline.exec();
  keys.forEach((key, i) => assert.deepEqual(replies[2 * i + 1], [null, `of ${key}!`]));
  // Many callers at once on one connection: each gets its own.
  const all = await Promise.all(keys.map((key) => redis.get(key)));
  assert.deepEqual(all, keys.map((key) => `of ${key}!`));

  await assert.rejects(redis.lpush(k('text'), 'x'), /WRONGTYPE/);
  await assert.rejects(redis.sunion(...keys.map((key) => `${key}:set`)), /CROSSSLOT/);
  assert.equal((await redis.sunion(k('{t}a'), k('{t}b'))).length, 0);

  const other = connect({ db: 3, connectionName: 'me' });
  assert.equal(await other.client('GETNAME'), 'me');
  assert.equal(await other.get(k('text')), null);
  await other.set(k('text'), 'in 3', 'EX', 100);
  assert.ok((await other.ttl(k('text'))) > 90);
  assert.notEqual(await redis.get(k('text')), 'in 3');
  assert.equal(await other.del(k('text')), 1);
  await other.quit();

  const left = [...(await scan(redis, `${prefix}*`))];
  assert.equal(await redis.del(...left), left.length);
  await redis.quit();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

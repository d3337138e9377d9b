// SPDX-License-Identifier: Apache-2.0
// node-redis HOST PORT PROTOCOL: node-redis against the server.
'use strict';

const assert = require('node:assert/strict');
const { createClient, RESP_TYPES } = require('redis');

const [host, port, protocol] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const prefix = `clients:node-redis:${protocol}:`;
const KEYS = 200;

async function connect(more = {}) {
  const client = createClient({ RESP: protocol, socket: { host, port, reconnectStrategy: false }, ...more });
  client.on('error', (error) => {
    throw error;
  });
  return client.connect();
}

async function scan(client, match) {
  const found = new Set();
  for await (const page of client.scanIterator({ MATCH: match, COUNT: 13 })) {
    page.forEach((key) => found.add(key));
  }
  return found;
}

async function main() {
  const client = await connect();
  const k = (name) => prefix + name;
  const keys = Array.from({ length: KEYS }, (_, i) => k(`key:${i}`));
  assert.equal(await client.ping(), 'PONG');
  assert.equal(await client.set(k('text'), 'grüße\r\n'), 'OK');
  assert.equal(await client.get(k('text')), 'grüße\r\n');
  assert.equal(await client.get(k('missing')), null);
  const blob = Buffer.alloc(1 << 20, Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
  await client.set(k('blob'), blob);
  const buffers = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  assert.ok(blob.equals(await buffers.get(k('blob'))));
  assert.equal(await client.incrBy(k('counter'), 41), 41);
  assert.equal(await client.hSet(k('hash'), { a: '1', b: '2' }), 2);
  assert.deepEqual({ ...(await client.hGetAll(k('hash'))) }, { a: '1', b: '2' });
  assert.equal(await client.rPush(k('list'), ['a', 'b', 'c']), 3);
  assert.deepEqual(await client.lRange(k('list'), 0, -1), ['a', 'b', 'c']);
  await client.sAdd(k('set'), ['a', 'b']);
  assert.deepEqual([...(await client.sMembers(k('set')))].sort(), ['a', 'b']);
  await client.zAdd(k('zset'), [
    { score: 1.5, value: 'a' },
    { score: 2, value: 'b' },
  ]);
  assert.deepEqual(
    (await client.zRangeWithScores(k('zset'), 0, -1)).map(({ value, score }) => [value, score]),
    [
      ['a', 1.5],
      ['b', 2],
    ],
  );
  const script = { keys: [k('counter')], arguments: [] };
  assert.equal(await client.eval("return redis.call('get', KEYS[1])", script), '41');
  assert.equal(await client.mSet(keys.map((key) => [key, `of ${key}`])), 'OK');
  assert.deepEqual(await client.mGet(keys), keys.map((key) => `of ${key}`));
  assert.equal(await client.exists(keys), KEYS);
  assert.deepEqual(await scan(client, k('key:*')), new Set(keys));

  // Many callers at once on one connection: each gets its own.
  const all = await Promise.all(keys.flatMap((key) => [client.append(key, '!'), client.get(key)]));
  keys.forEach((key, i) => assert.equal(all[2 * i + 1], `of ${key}!`));

  await assert.rejects(client.lPush(k('text'), 'x'), /WRONGTYPE/);
  await assert.rejects(client.sUnion(keys.map((key) => `${key}:set`)), /CROSSSLOT/);
  assert.equal([...(await client.sUnion([k('{t}a'), k('{t}b')]))].length, 0);

  const other = await connect({ database: 3, name: 'me' });
  assert.equal(await other.clientGetName(), 'me');
  assert.equal(await other.get(k('text')), null);
  await other.set(k('text'), 'in 3', { EX: 100 });
  assert.ok((await other.ttl(k('text'))) > 90);
  assert.notEqual(await client.get(k('text')), 'in 3');
  assert.equal(await other.del(k('text')), 1);
  await other.close();

  const left = [...(await scan(client, `${prefix}*`))];
  assert.equal(await client.del(left), left.length);
  await client.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

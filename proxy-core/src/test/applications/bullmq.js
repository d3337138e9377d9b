// SPDX-License-Identifier: Apache-2.0
// bullmq HOST PORT: BullMQ queues with two workers each. Every job is done exactly once, failures are tried again exactly as
// often as they were told to, every event arrives once, and nothing is left in the store.
'use strict';

const assert = require('node:assert/strict');
const { setTimeout: wait } = require('node:timers/promises');
const { FlowProducer, Queue, QueueEvents, Worker } = require('bullmq');
const Redis = require('ioredis');

const connection = { host: process.argv[2], port: Number(process.argv[3]), maxRetriesPerRequest: null };
const JOBS = 150;
const TICKS = 5;

// A queue whose prefix is a hash tag has all its keys on one shard; several queues spread over the shards.
function prefixOf(name) {
  return `{applications:bullmq:${name}}`;
}

// Waits until something holds, and says what was missing if it never does.
async function until(what, holds) {
  for (const end = Date.now() + 30000; Date.now() < end; await wait(20)) {
    if (await holds()) return;
  }
  throw new Error(`not within 30 seconds: ${what}`);
}

class Shop {
  constructor(name) {
    const prefix = prefixOf(name);
    this.name = name;
    this.queue = new Queue(name, { connection, prefix });
    this.events = new QueueEvents(name, { connection, prefix });
    // Each job that somebody waits for listens to its queue.
    this.queue.setMaxListeners(0);
    this.runs = new Map(); // job id to how often a worker has run it
    this.completed = new Map(); // job id to how many events said so
    this.running = 0;
    this.events.on('completed', ({ jobId }) => count(this.completed, jobId));
    this.workers = [1, 2].map(
      () => new Worker(name, (job) => this.run(job), { connection, prefix, concurrency: 10, drainDelay: 1 }),
    );
    [this.queue, this.events, ...this.workers].forEach((part) => part.on('error', fail));
  }

  async run(job) {
    const run = count(this.runs, job.id);
    await job.updateProgress(run);
    await wait(1);
    if (job.name === 'flaky' && run < 3) throw new Error('not yet');
    if (job.name === 'hopeless') throw new Error('never');
    return { doubled: job.data.n * 2 };
  }

  async ready() {
    await Promise.all([this.queue, this.events, ...this.workers].map((part) => part.waitUntilReady()));
  }

  async close() {
    await Promise.all([this.events, ...this.workers].map((part) => part.close()));
    await this.queue.obliterate({ force: true });
    await this.queue.close();
  }
}

function count(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1);
  return map.get(key);
}

function fail(error) {
  console.error(error);
  process.exit(1);
}

async function everyJobIsDoneOnce(shop) {
  const numbers = Array.from({ length: JOBS }, (_, n) => n);
  const plain = await shop.queue.addBulk(numbers.map((n) => ({ name: 'plain', data: { n } })));
  const single = await Promise.all(
    numbers.slice(0, 40).map((n) =>
      shop.queue.add(n % 2 ? 'delayed' : 'urgent', { n }, n % 2 ? { delay: 20 + n * 10 } : { priority: 1 + (n % 5) }),
    ),
  );
  const flaky = await Promise.all(
    numbers.slice(0, 10).map((n) =>
      shop.queue.add('flaky', { n }, { attempts: 3, backoff: { type: 'fixed', delay: 20 } }),
    ),
  );
  const hopeless = await shop.queue.add('hopeless', { n: 0 }, { attempts: 2 });
  const again = await Promise.all(
    [1, 2, 3].map((n) => shop.queue.add('plain', { n: 7 }, { jobId: 'the-same', delay: n })),
  );
  assert.ok(again.every((job) => job.id === 'the-same'));

  const succeeding = [...plain, ...single, ...flaky];
  const results = await Promise.all(succeeding.map((job) => job.waitUntilFinished(shop.events, 30000)));
  succeeding.forEach((job, i) => assert.deepEqual(results[i], { doubled: job.data.n * 2 }, `${shop.name} ${job.id}`));
  await assert.rejects(hopeless.waitUntilFinished(shop.events, 30000), /never/);
  const done = succeeding.length + 1;
  await until(`${shop.name}: all are completed`, async () => (await shop.queue.getCompletedCount()) === done);
  await until(`${shop.name}: all events arrive`, () => shop.completed.size === done);

  [...plain, ...single].forEach((job) => assert.equal(shop.runs.get(job.id), 1, `${shop.name} ${job.name} ${job.id}`));
  flaky.forEach((job) => assert.equal(shop.runs.get(job.id), 3, `${shop.name} flaky ${job.id}`));
  assert.equal(shop.runs.get(hopeless.id), 2);
  assert.equal(shop.runs.get('the-same'), 1);
  shop.completed.forEach((times, id) => assert.equal(times, 1, `${shop.name}: events of ${id}`));
  const counts = await shop.queue.getJobCounts();
  const expected = { active: 0, completed: done, delayed: 0, failed: 1, paused: 0, prioritized: 0, waiting: 0 };
  Object.entries(expected).forEach(([state, n]) => assert.equal(counts[state] ?? 0, n, `${shop.name}: ${state}`));
}

async function aPausedQueueStartsNothing(shop) {
  await shop.queue.pause();
  const job = await shop.queue.add('plain', { n: 1 });
  await wait(300);
  assert.equal(shop.runs.get(job.id), undefined, 'a job ran in a paused queue');
  await shop.queue.resume();
  await job.waitUntilFinished(shop.events, 30000);
  assert.equal(shop.runs.get(job.id), 1);
}

async function aParentWaitsForItsChildren(shop) {
  const prefix = prefixOf(shop.name);
  const flows = new FlowProducer({ connection, prefix });
  flows.on('error', fail);
  const child = (n) => ({ name: 'child', queueName: shop.name, data: { n }, opts: { delay: 50 * n } });
  const { job: parent } = await flows.add({
    name: 'parent',
    queueName: shop.name,
    data: { n: 100 },
    children: [1, 2, 3, 4].map(child),
  });
  await parent.waitUntilFinished(shop.events, 30000);
  const values = Object.values(await parent.getChildrenValues()).map((value) => value.doubled);
  assert.deepEqual(values.sort(), [2, 4, 6, 8]);
  await flows.close();
}

async function aScheduleTicks(shop) {
  const before = await shop.queue.getCompletedCount();
  await shop.queue.upsertJobScheduler('tick', { every: 100, limit: TICKS }, { name: 'plain', data: { n: 1 } });
  await until('the schedule ticks', async () => (await shop.queue.getCompletedCount()) === before + TICKS);
  await wait(300);
  assert.equal(await shop.queue.getCompletedCount(), before + TICKS, 'it ticks on');
}

// The first worker of a job vanishes with it; another has to find out and do it.
async function aLostJobIsDoneByAnother() {
  const name = 'lost';
  const prefix = prefixOf(name);
  const queue = new Queue(name, { connection, prefix });
  const lost = new Worker(name, null, { connection, prefix, lockDuration: 1000 });
  const job = await queue.add('plain', { n: 1 });
  assert.equal((await lost.getNextJob('a token')).id, job.id);
  await lost.close(true);
  let done;
  const found = new Promise((resolve) => {
    done = resolve;
  });
  const other = new Worker(name, async (it) => it.id, { connection, prefix, stalledInterval: 300, drainDelay: 1 });
  [queue, lost, other].forEach((part) => part.on('error', fail));
  other.on('completed', done);
  assert.equal((await Promise.race([found, wait(20000, { id: 'none' }, { ref: false })])).id, job.id);
  await other.close();
  await queue.obliterate({ force: true });
  await queue.close();
}

async function left(redis) {
  const keys = new Set();
  for await (const page of redis.scanStream({ match: '{applications:bullmq:*', count: 1000 })) {
    page.forEach((key) => keys.add(key));
  }
  return [...keys];
}

async function main() {
  const redis = new Redis(connection);
  redis.on('error', fail);
  for (const key of await left(redis)) await redis.del(key);
  const shops = ['orders', 'mails', 'bills', 'parcels'].map((name) => new Shop(name));
  await Promise.all(shops.map((shop) => shop.ready()));
  await Promise.all(shops.map(everyJobIsDoneOnce));
  await Promise.all([
    aPausedQueueStartsNothing(shops[0]),
    aParentWaitsForItsChildren(shops[1]),
    aScheduleTicks(shops[2]),
    aLostJobIsDoneByAnother(),
  ]);
  await Promise.all(shops.map((shop) => shop.close()));
  assert.deepEqual(await left(redis), []);
  await redis.quit();
}

main().catch(fail);

# SPDX-License-Identifier: Apache-2.0
# sidekiq_jobs HOST PORT DATABASE: Sidekiq with its queues in one database, which has to be empty.
#
# Sidekiq puts keys without a common hash tag into one transaction, so over several shards the database needs a placement
# rule. Every job runs exactly once (those told to fail once, twice), also those that a stopped process gives back.
require 'English'
require 'sidekiq'
require 'sidekiq/api'
require 'sidekiq/scheduled'
require 'tmpdir'

# This Sidekiq uses what the client library will change one day.
Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=)

if $PROGRAM_NAME == __FILE__
  host, port, database = ARGV
  URL = "redis://#{host}:#{port}/#{database}".freeze
else
  URL = ENV.fetch('APPLICATIONS_SIDEKIQ_URL')
end
SECONDS = 60
THREADS = 8 # of two processes

Sidekiq.configure_client { |config| config.redis = { url: URL, network_timeout: 20 } }
Sidekiq.configure_server do |config|
  config.redis = { url: URL, network_timeout: 20 }
  config.options[:poll_interval_average] = 0.5
  config.options[:timeout] = 1
  config.death_handlers << ->(job, _) { ran("dead #{job['args'].first}") }
end

# Notes a run where all processes see it, and not in the store that is to be tested.
def ran(what)
  File.open(ENV.fetch('APPLICATIONS_SIDEKIQ_RUNS'), 'a') { |runs| runs.write("#{what}\n") }
end

class PlainJob
  include Sidekiq::Worker
  sidekiq_options queue: 'default'

  def perform(n)
    ran("plain #{n}")
  end
end

class UrgentJob
  include Sidekiq::Worker
  sidekiq_options queue: 'urgent'

  def perform(n)
    ran("urgent #{n}")
    PlainJob.perform_async(1_000_000 + n)
  end
end

class FlakyJob
  include Sidekiq::Worker
  sidekiq_options queue: 'default', retry: 1
  sidekiq_retry_in { |_| 1 }

  def perform(n)
    ran("flaky #{n}")
    raise 'not yet' if File.readlines(ENV.fetch('APPLICATIONS_SIDEKIQ_RUNS'), chomp: true).count("flaky #{n}") < 2
  end
end

class HopelessJob
  include Sidekiq::Worker
  sidekiq_options queue: 'default', retry: 0

  def perform(n)
    raise "never #{n}"
  end
end

class SlowJob
  include Sidekiq::Worker
  sidekiq_options queue: 'slow'

  def perform(n)
    ran("begun #{n}")
    sleep(n < THREADS ? 4 : 0.05)
    ran("ended #{n}")
  end
end

# Sidekiq processes that write into a directory of their own.
class Processes
  def initialize(directory)
    @directory = directory
    @runs = File.join(directory, 'runs')
    @running = {}
    File.write(@runs, '')
  end

  def start(name)
    log = File.join(@directory, name)
    environment = { 'APPLICATIONS_SIDEKIQ_URL' => URL, 'APPLICATIONS_SIDEKIQ_RUNS' => @runs }
    command = %W[sidekiq -r #{File.expand_path(__FILE__)} -c #{THREADS / 2} -q urgent,4 -q default,2 -q slow -t 1]
    @running[name] = Process.spawn(environment, *command, in: '/dev/null', out: log, err: log)
  end

  # As an operator does: what cannot be finished in time is given back.
  def stop(name)
    pid = @running.delete(name)
    Process.kill('TERM', pid)
    Process.wait(pid)
    raise "#{name} ended with #{$CHILD_STATUS}" unless $CHILD_STATUS.success?
  end

  def kill
    @running.each_value do |pid|
      Process.kill('KILL', pid)
      Process.wait(pid)
    end
  end

  def counts
    File.readlines(@runs, chomp: true).tally.tap { |counts| counts.default = 0 }
  end

  def logs
    Dir.children(@directory).sort.reject { |name| name == 'runs' }.each do |name|
      puts "--- #{name}", File.read(File.join(@directory, name)).chars.last(6000).join
    end
  end
end

def wait_until(what)
  finish = Time.now + SECONDS
  until yield
    raise "not within #{SECONDS} seconds: #{what}" if Time.now > finish

    sleep 0.05
  end
end

def same(what, expected, actual)
  raise "#{what}: expected #{expected.inspect} and got #{actual.inspect}" unless expected == actual
end

def every_job_runs_once(processes)
  ids = 500.times.map { |n| PlainJob.perform_async(n) }
  ids += Sidekiq::Client.push_bulk('class' => PlainJob, 'args' => (500...1500).map { |n| [n] })
  same('ids', 1500, ids.uniq.size)
  50.times { |n| UrgentJob.perform_async(n) }
  20.times { |n| PlainJob.perform_in(1 + n * 0.1, 10_000 + n) }
  10.times { |n| FlakyJob.perform_async(n) }
  HopelessJob.perform_async(1)
  plain = (0...1500).to_a + (10_000...10_020).to_a + (1_000_000...1_000_050).to_a
  expected = plain.map { |n| ["plain #{n}", 1] } + 50.times.map { |n| ["urgent #{n}", 1] }
  expected += 10.times.map { |n| ["flaky #{n}", 2] } + [['dead 1', 1]]
  wait_until('all have run') { processes.counts.values.sum >= expected.sum(&:last) }
  wait_until('all queues are empty') { Sidekiq::Stats.new.enqueued.zero? && Sidekiq::Workers.new.size.zero? }
  counts = processes.counts
  same('jobs that ran other than as often as they should', [], expected.reject { |job, n| counts[job] == n }.map(&:first))
  same('jobs nobody asked for', [], counts.keys - expected.map(&:first))
  # Processes report what they did every few seconds.
  runs = plain.size + 50 + 20 + 1
  wait_until('the statistics are complete') { Sidekiq::Stats.new.processed == runs }
  stats = Sidekiq::Stats.new
  same('failed runs', 11, stats.failed)
  same('what is left to do', [0, 0], [stats.scheduled_size, stats.retry_size])
end

def a_deleted_job_does_not_run(processes)
  id = PlainJob.perform_in(2, 99_999)
  PlainJob.perform_in(2, 99_998)
  Sidekiq::ScheduledSet.new.find_job(id).delete
  wait_until('the other one runs') { processes.counts['plain 99998'] == 1 }
  same('runs of a deleted job', 0, processes.counts['plain 99999'])
end

# The process gives its jobs too little time, so another does them anew. None of its threads may be waiting for a job: what
# such a thread is given while it is stopped is lost, with any Redis.
def a_stopped_process_gives_back_what_it_runs(processes)
  jobs = 50.times.map { |n| SlowJob.perform_async(n) }
  wait_until('all threads run one') { THREADS.times.all? { |n| processes.counts["begun #{n}"] == 1 } }
  processes.stop('one')
  processes.start('three')
  wait_until('all have run') { processes.counts.select { |job, _| job.start_with?('ended') }.values.sum >= jobs.size }
  counts = processes.counts
  same('jobs that ended other than once', [], 50.times.reject { |n| counts["ended #{n}"] == 1 })
  begun = 50.times.sum { |n| counts["begun #{n}"] }
  same('jobs that began', jobs.size + THREADS / 2, begun)
end

def main
  same('keys before', 0, Sidekiq.redis(&:dbsize))
  Dir.mktmpdir do |directory|
    ENV['APPLICATIONS_SIDEKIQ_RUNS'] = File.join(directory, 'runs')
    processes = Processes.new(directory)
    begin
      processes.start('one')
      processes.start('two')
      wait_until('both report') { Sidekiq::ProcessSet.new.size == 2 }
      every_job_runs_once(processes)
      a_deleted_job_does_not_run(processes)
      a_stopped_process_gives_back_what_it_runs(processes)
      processes.stop('two')
      processes.stop('three')
      same('processes that are left', 0, Sidekiq::ProcessSet.new.size)
      same('jobs that are left', 0, Sidekiq::Stats.new.enqueued)
      same('dead jobs', 1, Sidekiq::DeadSet.new.size)
    rescue Exception
      processes.logs
      raise
    ensure
      processes.kill
    end
  end
  Sidekiq.redis(&:flushdb)
  same('keys after', 0, Sidekiq.redis(&:dbsize))
end

main if $PROGRAM_NAME == __FILE__

// Writes records until it is stopped, for tests that kill it or read them with other programs.
//
//     records-exercise save RUN [COUNT]         checkpoints back to back, prints each step when safe
//     records-exercise verify RUN               prints the newest checkpoint's step and episodes
//     records-exercise hold RUN                 takes the run's lock and waits
//     records-exercise metrics RUN FIRST LAST   a curve from after FIRST, prints each step
//     records-exercise kinds RUN PNG            an event of every kind
//     records-exercise signals [SECONDS]        waits for a signal; tells that a stop takes SECONDS

import Base
import Foundation
import Records

/// Prints a line at once, also into a pipe.
func say(_ items: Any...) {
  let line = items.map { "\($0)" }.joined(separator: " ") + "\n"
  FileHandle.standardOutput.write(Data(line.utf8))
}

/// Returns a checkpoint of about a megabyte whose every byte follows from its step.
func checkpoint(_ step: Int, episodes: [EpisodeFile]) -> Checkpoint {
  var generator = SeededGenerator(seed: UInt64(step))
  let words = (0..<1 << 16).map { _ in generator.next() }
  let part = Safetensors(["w": StoredTensor(unsignedIntegers: words, shape: [words.count])])
  return Checkpoint(
    step: step, producer: "0.1.0", parts: ["model": part, "optim": part], episodes: episodes)
}

func save(_ run: String, count: Int) throws {
  let files = Disk()
  var store = CheckpointStore(run: run, keeping: 2)
  let newest = try store.loadNewest()
  var episodes = newest?.checkpoint.episodes ?? []
  let episodeFolder = "\(run)/episodes"
  if try files.status(of: episodeFolder) == nil { try files.createFolder(episodeFolder) }
  var step = newest?.checkpoint.step ?? 0
  for _ in 0..<count {
    step += 1
    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: step), count: 50_000)
    let name = "episode-\(fileNumber(step)).safetensors"
    try DurableFile.write(bytes, to: "\(episodeFolder)/\(name)")
    episodes.append(
      EpisodeFile(
        name: name, length: 5, size: bytes.count, checksum: CRC32C.checksum(bytes)))
    _ = try store.save(checkpoint(step, episodes: episodes))
    say(step)
  }
}

func verify(_ run: String) throws {
  guard let newest = try CheckpointStore(run: run).loadNewest(strict: true) else {
    say("none")
    return
  }
  let found = newest.checkpoint
  guard found.parts == checkpoint(found.step, episodes: []).parts else {
    say("mixed")
    exit(65)
  }
  for episode in found.episodes {
    let bytes = try DurableFile.read("\(run)/episodes/\(episode.name)")
    guard CRC32C.checksum(bytes) == episode.checksum else {
      say("damaged \(episode.name)")
      exit(65)
    }
  }
  say(found.step, found.episodes.count)
}

/// Takes a run's lock and waits to be killed.
func hold(_ path: String) throws {
  let run = try RunDirectory(path, .resume)
  say("held")
  while true { sleep(1) }
  _ = run
}

/// Records a curve `y = step²` up to a step, going on from what was recorded.
func metrics(_ path: String, from first: Int, to last: Int) throws {
  let resumed = first > 0 ? first : nil
  let time = Date().timeIntervalSince1970
  let log = try MetricsLog("\(path)/metrics.jsonl", resumingAfter: resumed)
  let events = try EventFile(folder: path, resumingAfter: resumed, wallTime: time)
  for step in (first + 1)..<(last + 1) {
    let value = Double(step) * Double(step)
    log.append(step: step, wallTime: time, ["y": .number(value)])
    events.append(scalar: value, tag: "y", step: step, wallTime: time)
    say(step)
    usleep(200)
  }
}

/// Records a value of every kind.
func kinds(_ path: String, png: String) throws {
  let events = try EventFile(folder: path, resumingAfter: nil, wallTime: 1_700_000_000)
  let time = 1_700_000_001.5
  events.append(hyperparameters: ["lr": 1e-3, "env": "cheetah", "bayes": true], wallTime: time)
  for step in [0, 1, 300, 1 << 40] {
    events.append(scalar: Double(step) / 2, tag: "loss/image", step: step, wallTime: time)
  }
  events.append(scalar: .nan, tag: "odd", step: 1, wallTime: time)
  events.append(scalar: .infinity, tag: "odd", step: 2, wallTime: time)
  events.append(
    image: try DurableFile.read(png), width: 3, height: 2, tag: "strip", step: 7, wallTime: time)
  let values = (0..<1000).map(Double.init) + [.nan]
  events.append(histogram: values, tag: "means", step: 9, wallTime: time)
  events.append(histogram: [2, 2], tag: "flat", step: 9, wallTime: time)
  events.append(endIsSuccess: true, wallTime: time + 1)
}

/// Counts until a signal asks for an end.
func signals(expecting seconds: Int) {
  StopSignals.listen()
  StopSignals.expectedSeconds = seconds
  say("ready")
  while !StopSignals.isStopRequested {
    if StopSignals.takeSaveRequest() { say("saved") }
    usleep(1_000)
  }
  // As long as saving takes.
  sleep(3)
  exit(StopSignals.exitCode ?? 0)
}

func run(_ arguments: [String]) throws {
  let number = { (index: Int) in arguments.count > index ? Int(arguments[index]) ?? 0 : .max }
  switch (arguments.first, arguments.count) {
  case ("save", 2...3): try save(arguments[1], count: number(2))
  case ("verify", 2): try verify(arguments[1])
  case ("hold", 2): try hold(arguments[1])
  case ("metrics", 4): try metrics(arguments[1], from: number(2), to: number(3))
  case ("kinds", 3): try kinds(arguments[1], png: arguments[2])
  case ("signals", 1...2): signals(expecting: arguments.count > 1 ? number(1) : 0)
  default:
    say("usage: records-exercise save|verify|hold|metrics|kinds|signals ...")
    exit(64)
  }
}

do {
  try run(Array(CommandLine.arguments.dropFirst()))
} catch let error as any ExplainedError {
  FileHandle.standardError.write(Data("records-exercise: \(error)\n".utf8))
  exit(error.exitStatus.rawValue)
}

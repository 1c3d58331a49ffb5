import Base
import Glibc
import Records
import Synchronization
import Testing

/// A file system in memory that forgets what was not synchronized, as a machine does when its power
/// fails, and fails where a test wants it to.
final class VolatileFileSystem: FileSystem {
  /// What happened: an operation and the path that it was on.
  struct Event: Hashable, CustomStringConvertible {
    var operation: String
    var path: String
    var description: String { "\(operation) \(path)" }
  }

  private enum Change {
    case write(offset: Int, bytes: [UInt8])
    case cut(count: Int)
  }

  /// Names that come and go together, since a rename within a folder is one change.
  private typealias Naming = [(name: String, target: Int?)]

  private struct Node {
    var isFolder: Bool
    var live: [UInt8] = []
    var durable: [UInt8] = []
    var changes: [Change] = []
    var names: [String: Int] = [:]
    var durableNames: [String: Int] = [:]
    var namings: [Naming] = []
  }

  private struct State {
    var nodes: [Node] = [Node(isFolder: true)]
    var open: [Int32: Int] = [:]
    var events: [Event] = []
    var nextDescriptor: Int32 = 1_000
    var failure: @Sendable (Int, Event) -> Int32? = { _, _ in nil }
  }

  private let state = Mutex(State())

  /// What happened since the beginning.
  var events: [Event] { state.withLock { $0.events } }

  /// Makes operations fail: given the operation's number and what it is, returns the error's code.
  ///
  /// What is done to the files meanwhile comes before the operation.
  func fail(_ failure: @escaping @Sendable (Int, Event) -> Int32?) {
    state.withLock {
      $0.failure = failure
      $0.events = []
    }
  }

  /// Returns what a machine may find on its disk after its power failed now.
  ///
  /// Of the writes to each file and the changes to each folder since they were last synchronized,
  /// any may be missing; a write may be torn.
  func crashed(using generator: inout SeededGenerator) -> VolatileFileSystem {
    let after = VolatileFileSystem()
    var nodes = state.withLock { $0.nodes }
    for index in nodes.indices {
      for change in nodes[index].changes where generator.nextInteger(below: 2) == 0 {
        switch change {
        case .write(let offset, let bytes):
          let count =
            generator.nextInteger(below: 2) == 0
            ? bytes.count : generator.nextInteger(below: bytes.count + 1)
          nodes[index].durable.overwrite(bytes.prefix(count), at: offset)
        case .cut(let count):
          nodes[index].durable.removeLast(max(0, nodes[index].durable.count - count))
        }
      }
      for naming in nodes[index].namings where generator.nextInteger(below: 2) == 0 {
        for (name, target) in naming { nodes[index].durableNames[name] = target }
      }
      nodes[index].live = nodes[index].durable
      nodes[index].names = nodes[index].durableNames
      (nodes[index].changes, nodes[index].namings) = ([], [])
    }
    let survivors = nodes
    after.state.withLock { $0.nodes = survivors }
    return after
  }

  /// Flips one bit of a file, on the disk and in memory.
  func flipBit(_ bit: Int, of path: String) throws {
    let index = try #require(find(path))
    state.withLock { state in
      state.nodes[index].live[bit / 8] ^= 1 << (bit % 8)
      state.nodes[index].durable = state.nodes[index].live
    }
  }

  /// Puts bytes in place of a file, or creates it.
  func replace(_ path: String, by bytes: [UInt8]) throws(FileError) {
    let file = try open(path, .empty)
    try write(bytes, to: file)
    close(file)
  }

  // MARK: Operations

  func read(_ path: String) throws(FileError) -> [UInt8] {
    try happen("read", path)
    let index = try existing(path, "open")
    return state.withLock { $0.nodes[index].live }
  }

  func names(in folder: String) throws(FileError) -> [String] {
    try happen("list", folder)
    let index = try existing(folder, "list")
    return state.withLock { $0.nodes[index].names.keys.sorted() }
  }

  func status(of path: String) throws(FileError) -> FileStatus? {
    guard let index = find(path) else { return nil }
    return state.withLock { state in
      let node = state.nodes[index]
      return FileStatus(kind: node.isFolder ? .folder : .file, size: node.live.count)
    }
  }

  func freeBytes(at path: String) -> Int? { 4096 }

  func createFolder(_ path: String) throws(FileError) {
    try happen("create folder", path)
    guard find(path) == nil else { throw failure(path, "create", EEXIST) }
    try add(Node(isFolder: true), at: path)
  }

  func open(_ path: String, _ start: WritingStart) throws(FileError) -> OpenFile {
    try happen("open", path)
    if find(path) == nil { try add(Node(isFolder: false), at: path) }
    let index = try existing(path, "create")
    return state.withLock { state in
      if start == .empty && !state.nodes[index].live.isEmpty {
        state.nodes[index].live = []
        state.nodes[index].changes.append(.cut(count: 0))
      }
      state.nextDescriptor += 1
      state.open[state.nextDescriptor] = index
      return OpenFile(descriptor: state.nextDescriptor, path: path)
    }
  }

  func size(of file: OpenFile) throws(FileError) -> Int {
    let index = try node(of: file)
    return state.withLock { $0.nodes[index].live.count }
  }

  func write(_ bytes: [UInt8], to file: OpenFile) throws(FileError) {
    do throws(FileError) {
      try happen("write", file.path)
    } catch {
      // A disk that becomes full on the way has taken a part.
      try append(Array(bytes.prefix(bytes.count / 2)), to: file)
      throw error
    }
    try append(bytes, to: file)
  }

  private func append(_ bytes: [UInt8], to file: OpenFile) throws(FileError) {
    let index = try node(of: file)
    state.withLock { state in
      // Blocks reach the disk one by one, in any order.
      var offset = 0
      while offset < bytes.count {
        let block = Array(bytes[offset..<min(offset + 512, bytes.count)])
        state.nodes[index].changes.append(
          .write(offset: state.nodes[index].live.count, bytes: block))
        state.nodes[index].live += block
        offset += block.count
      }
    }
  }

  func synchronize(_ file: OpenFile) throws(FileError) {
    try happen("synchronize", file.path)
    let index = try node(of: file)
    state.withLock { state in
      state.nodes[index].durable = state.nodes[index].live
      state.nodes[index].changes = []
    }
  }

  func close(_ file: OpenFile) {
    state.withLock { $0.open[file.descriptor] = nil }
  }

  func synchronizeFolder(_ path: String) throws(FileError) {
    try happen("synchronize folder", path)
    let index = try existing(path, "open")
    state.withLock { state in
      state.nodes[index].durableNames = state.nodes[index].names
      state.nodes[index].namings = []
    }
  }

  func truncate(_ path: String, to count: Int) throws(FileError) {
    try happen("truncate", path)
    let index = try existing(path, "shorten")
    state.withLock { state in
      state.nodes[index].live.removeLast(max(0, state.nodes[index].live.count - count))
      state.nodes[index].changes.append(.cut(count: count))
    }
  }

  func rename(_ path: String, to newPath: String) throws(FileError) {
    try happen("rename", newPath)
    let index = try existing(path, "replace")
    require(folder(of: path) == folder(of: newPath), "renames here stay in their folder")
    try name([(last(path), nil), (last(newPath), index)], in: folder(of: path))
  }

  func removeFile(_ path: String) throws(FileError) {
    try happen("remove", path)
    _ = try existing(path, "remove")
    try name([(last(path), nil)], in: folder(of: path))
  }

  func removeFolder(_ path: String) throws(FileError) {
    try happen("remove folder", path)
    let index = try existing(path, "remove")
    guard state.withLock({ $0.nodes[index].names.isEmpty }) else {
      throw failure(path, "remove", ENOTEMPTY)
    }
    try name([(last(path), nil)], in: folder(of: path))
  }

  // MARK: Names

  private func happen(_ operation: String, _ path: String) throws(FileError) {
    let event = Event(operation: operation, path: path)
    let (number, decide) = state.withLock { state in
      state.events.append(event)
      return (state.events.count - 1, state.failure)
    }
    if let code = decide(number, event) { throw failure(path, operation, code) }
  }

  private func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  private func last(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  private func find(_ path: String) -> Int? {
    state.withLock { state in
      var index = 0
      for name in path.split(separator: "/") where name != "." {
        guard let next = state.nodes[index].names[String(name)] else { return nil }
        index = next
      }
      return index
    }
  }

  private func existing(_ path: String, _ operation: String) throws(FileError) -> Int {
    guard let index = find(path) else { throw failure(path, operation, ENOENT) }
    return index
  }

  private func node(of file: OpenFile) throws(FileError) -> Int {
    guard let index = state.withLock({ $0.open[file.descriptor] }) else {
      throw failure(file.path, "write", EBADF)
    }
    return index
  }

  private func add(_ node: Node, at path: String) throws(FileError) {
    let index = state.withLock { state in
      state.nodes.append(node)
      return state.nodes.count - 1
    }
    try name([(last(path), index)], in: folder(of: path))
  }

  private func name(_ naming: Naming, in folder: String) throws(FileError) {
    let index = try existing(folder, "open")
    state.withLock { state in
      for (name, target) in naming { state.nodes[index].names[name] = target }
      state.nodes[index].namings.append(naming)
    }
  }

  private func failure(_ path: String, _ operation: String, _ code: Int32) -> FileError {
    FileError(path: path, operation: operation, code: code)
  }
}

extension [UInt8] {
  fileprivate mutating func overwrite(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    // What was skipped holds what the disk had there before.
    while count < offset + bytes.count { append(0xA5) }
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }
}

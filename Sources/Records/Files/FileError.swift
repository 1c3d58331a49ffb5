import Glibc

/// Why a file could not be read or written.
public struct FileError: ExplainedError {
  /// How much a write needed and how much there was.
  public struct Space: Hashable, Sendable {
    /// The bytes that were to be written in all.
    public var needed: Int
    /// The bytes that the disk had left for us.
    public var free: Int
  }

  /// The file.
  public var path: String
  /// What was tried, such as `open`.
  public var operation: String
  /// The system's number for the trouble.
  public var code: Int32
  /// The space needed and left, where the disk was full.
  public var space: Space?

  /// Creates an error.
  public init(path: String, operation: String, code: Int32, space: Space? = nil) {
    (self.path, self.operation, self.code, self.space) = (path, operation, code, space)
  }

  /// Whether there was no room left for what was to be written.
  public var isFull: Bool { code == ENOSPC || code == EDQUOT }

  /// What is wrong, in a sentence for the person at the terminal.
  public var description: String {
    var sentence = "\(path.printable): cannot \(operation): \(String(cString: strerror(code)))"
    if let space {
      sentence += "; \(space.needed) bytes needed, \(space.free) bytes free"
    }
    return sentence + remedy
  }

  private var isReading: Bool { ["open", "read", "list", "examine"].contains(operation) }

  /// What the person at the terminal can do, where the reason does not say it.
  private var remedy: String {
    switch code {
    case ENOENT where isReading: "; check the path"
    case EISDIR where isReading: "; expected a file, found a folder: name a file in it"
    case EACCES where isReading: "; ask for the right to read it"
    case ELOOP where isReading: "; a link on the way leads to itself: name what it should lead to"
    case EFBIG where isReading: "; expected a file, found a stream without an end"
    case ENOMEM where isReading: "; expected a file that fits in memory"
    case ENAMETOOLONG: "; choose a shorter name"
    case _ where isFull: "; make room there"
    default: exitStatus == .cannotCreate ? "; choose a folder that can be written to" : ""
    }
  }

  /// 66 for what cannot be read since it is missing or no such thing, 73 for what may not be created,
  /// else 74.
  public var exitStatus: ExitStatus {
    switch code {
    case ENOENT, EACCES, EPERM, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG:
      return isReading ? .missingInput : .cannotCreate
    case EROFS, EEXIST: return .cannotCreate
    default: return .inputOutput
    }
  }
}

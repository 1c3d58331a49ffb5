import Glibc

/// An error in reading or writing a file.
public struct FileError: ExplainedError {
  /// The space that a write needed, and the space that was free.
  public struct Space: Hashable, Sendable {
    /// The total number of bytes to be written.
    public var needed: Int
    /// The number of bytes that were available on the disk.
    public var free: Int
  }

  /// The file.
  public var path: String
  /// The operation that failed, such as `open`.
  public var operation: String
  /// The system's error number.
  public var code: Int32
  /// The space needed and left, if the disk was full.
  public var space: Space?

  /// Creates an error.
  public init(path: String, operation: String, code: Int32, space: Space? = nil) {
    (self.path, self.operation, self.code, self.space) = (path, operation, code, space)
  }

  /// Whether there was not enough space for the write.
  public var isFull: Bool { code == ENOSPC || code == EDQUOT }

  /// A sentence that tells the user what is wrong.
  public var description: String {
    var sentence = "\(path.printable): cannot \(operation): \(String(cString: strerror(code)))"
    if let space {
      sentence += "; \(space.needed) bytes needed, \(space.free) bytes free"
    }
    return sentence + remedy
  }

  private var isReading: Bool { ["open", "read", "list", "examine"].contains(operation) }

  /// Advice for the user, where the reason does not imply it.
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

  /// 66 if something cannot be read because it is missing or of the wrong kind, 73 if it may not be
  /// created, otherwise 74.
  public var exitStatus: ExitStatus {
    switch code {
    case ENOENT, EACCES, EPERM, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG:
      return isReading ? .missingInput : .cannotCreate
    case EROFS, EEXIST: return .cannotCreate
    default: return .inputOutput
    }
  }
}

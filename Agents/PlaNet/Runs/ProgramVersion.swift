/// The version of this program, which checkpoints name as their producer.
public let programVersion = "0.1.0"

/// Whether the tests are built with optimization, and so have time for more.
public let isOptimized: Bool = {
  #if DEBUG
  false
  #else
  true
  #endif
}()

import Base

extension EventFile {
  /// The TensorBoard plugin that shows a tag, and the class of its data.
  private enum Plugin: String {
    case scalars, images, histograms, hparams

    var dataClass: Int64 {
      switch self {
      case .scalars: 1
      case .histograms, .hparams: 2
      case .images: 3
      }
    }
  }

  /// Appends a number.
  public func append(scalar: Double, tag: String, step: Int, wallTime: Double) {
    append(step: step, wallTime: wallTime) { value in
      start(&value, tag: tag, .scalars)
      value.append(8) { tensor in
        tensor.append(1, integer: 1)
        tensor.append(2) { _ in }
        tensor.append(5, bytes: littleEndianBytes(Float(scalar).bitPattern))
      }
    }
  }

  /// Appends a picture.
  ///
  /// - Parameters:
  ///   - png: The bytes of a PNG file, or of an animated GIF.
  ///   - width: The width in pixels.
  ///   - height: The height in pixels.
  ///   - tag: The name of the series.
  ///   - step: The environment steps so far.
  ///   - wallTime: The time now, in seconds since 1970.
  public func append(
    image png: [UInt8], width: Int, height: Int, tag: String, step: Int, wallTime: Double
  ) {
    append(step: step, wallTime: wallTime) { value in
      start(&value, tag: tag, .images)
      value.append(4) { image in
        image.append(1, integer: Int64(height))
        image.append(2, integer: Int64(width))
        image.append(3, integer: 3)
        image.append(4, bytes: png)
      }
    }
  }

  /// Appends the distribution of values, in 30 equal bins from the least to the greatest.
  ///
  /// Values that are not finite are left out.
  public func append(histogram values: [Double], tag: String, step: Int, wallTime: Double) {
    let rows = histogram(values, binCount: 30)
    append(step: step, wallTime: wallTime) { value in
      start(&value, tag: tag, .histograms)
      value.append(8) { tensor in
        tensor.append(1, integer: 2)
        tensor.append(2) { shape in
          shape.append(2) { $0.append(1, integer: Int64(rows.count)) }
          shape.append(2) { $0.append(1, integer: 3) }
        }
        let numbers = rows.flatMap { [$0.left, $0.right, $0.count] }
        tensor.append(4, bytes: littleEndianBytes(of: numbers.map(\.bitPattern)))
      }
    }
  }

  /// Appends the settings of a run, for the table of hyperparameters.
  public func append(hyperparameters: [String: MetricValue], wallTime: Double) {
    var content = ProtocolMessage()
    content.append(3) { session in
      for (name, value) in hyperparameters.sorted(by: { $0.key < $1.key }) {
        session.append(1) { entry in
          entry.append(1, text: name)
          entry.append(2) { field in
            switch value {
            case .number(let number): field.append(2, double: number)
            case .text(let text): field.append(3, text: text)
            case .truth(let truth): field.append(4, truth: truth)
            }
          }
        }
      }
      session.append(5, double: wallTime)
    }
    append(session: content, tag: "_hparams_/session_start_info", wallTime: wallTime)
  }

  /// Appends the outcome of a run, for the table of hyperparameters.
  public func append(endIsSuccess: Bool, wallTime: Double) {
    var content = ProtocolMessage()
    content.append(4) { session in
      session.append(1, integer: endIsSuccess ? 1 : 2)
      session.append(2, double: wallTime)
    }
    append(session: content, tag: "_hparams_/session_end_info", wallTime: wallTime)
  }

  private func append(session: ProtocolMessage, tag: String, wallTime: Double) {
    append(step: 0, wallTime: wallTime) { value in
      start(&value, tag: tag, .hparams, content: session.bytes)
      value.append(8) { tensor in
        tensor.append(1, integer: 1)
        tensor.append(2) { shape in shape.append(2) { $0.append(1, integer: 0) } }
      }
    }
  }

  /// Appends the tag and its plugin, which readers need once and accept every time.
  private func start(
    _ value: inout ProtocolMessage, tag: String, _ plugin: Plugin, content: [UInt8] = []
  ) {
    value.append(1, text: tag)
    value.append(9) { metadata in
      metadata.append(1) { data in
        data.append(1, text: plugin.rawValue)
        if !content.isEmpty { data.append(2, bytes: content) }
      }
      if plugin != .hparams { metadata.append(4, integer: plugin.dataClass) }
    }
  }
}

/// Returns the number of values in each of equal bins from the least to the greatest value.
func histogram(
  _ values: [Double], binCount: Int
) -> [(left: Double, right: Double, count: Double)] {
  let values = values.filter(\.isFinite)
  guard let least = values.min(), let greatest = values.max() else { return [] }
  // They are halved first, since the difference of two finite numbers may not be finite.
  let width = (greatest / 2 - least / 2) / Double(binCount) * 2
  guard width > 0, width.isFinite else { return [(least, greatest, Double(values.count))] }
  var counts = [Double](repeating: 0, count: binCount)
  for value in values {
    let place = (value / 2 - least / 2) / width * 2
    counts[min(max(Int(exactly: place.rounded(.down)) ?? 0, 0), binCount - 1)] += 1
  }
  return counts.indices.map { index in
    let left = least + Double(index) * width
    return (
      left, index == binCount - 1 ? greatest : least + Double(index + 1) * width, counts[index]
    )
  }
}

import Foundation
import PackagePlugin

/// Makes `Scripts/revision` write the commit from which the program is built, before each build.
@main
struct RevisionPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
    let package = context.package.directoryURL
    let folder = context.pluginWorkDirectoryURL.appending(path: "Sources")
    return [
      .prebuildCommand(
        displayName: "Ask for the commit",
        executable: URL(filePath: "/bin/sh"),
        arguments: [
          package.appending(path: "Scripts/revision").path, package.path, folder.path,
        ],
        outputFilesDirectory: folder)
    ]
  }
}

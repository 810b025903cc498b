using Edge.Contracts;
using Edge.Releases;
using Edge.Updater.Host;
using Edge.Updater.Journal;
using Edge.Updater.Machine;

UpdaterCommandLine command;
try
{
    command = UpdaterCommandLine.Parse(args);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync($"{wrong.Message}\n\n{UpdaterCommandLine.Usage}");
    return 2;
}

if (command.IsHelp || command.IsVersion)
{
    await Console.Out.WriteLineAsync(command.IsHelp ? UpdaterCommandLine.Usage : UpdaterHost.Version.ToString());
    return 0;
}

DataDirectory runtimeData = command.RuntimeDataPath is { } runtime ? new DataDirectory(runtime) : DataDirectory.Default;

// Which attributes PS3.6 has is for the runtime to say, which routes by them.
ConfigOutcome configured = ConfigFile.Read(command.ConfigPath!, command.Overrides, static _ => true, runtimeData.Settings);
if (configured.Config is not { } config)
{
    await Console.Error.WriteLineAsync(string.Join('\n', configured.Problems.Select(problem => $"{command.ConfigPath}: {problem}")));
    return 2;
}

if (config.Updates is not { } updates)
{
    await Console.Error.WriteLineAsync($"{command.ConfigPath}: updates: It is null, so that there is nothing to do. Name sources, a root and a release key.");
    return 2;
}

UpdaterDirectory data = command.DataPath is { } path ? new UpdaterDirectory(path) : UpdaterDirectory.Default;
try
{
    Directory.CreateDirectory(data.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    Directory.CreateDirectory(config.Models.Directory);
    using var held = new FileStream(data.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    using UpdateJournal journal = UpdateJournal.Open(data.Journal, TimeProvider.System, static _ => { });
    await using WebApplication app = UpdaterHost.Build(config, updates, data, runtimeData, journal);
    await app.StartAsync();

    // The runtime is of its group; who may ask what is for the socket to say.
    File.SetUnixFileMode(data.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
    await Console.Out.WriteLineAsync($"ready socket={data.Socket}");
    await app.WaitForShutdownAsync();

    // A worker that fails stops the host, which .NET counts as a clean end: here it is not.
    return app.Services.GetRequiredService<UpdateAgent>().ExecuteTask is { IsFaulted: true } ? 1 : 0;
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or TrustException or InvalidOperationException or Microsoft.Data.Sqlite.SqliteException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}

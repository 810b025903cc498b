using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Store;

namespace Edge.Runtime.Settings;

/// <summary>
/// Changes the sections of the configuration that administrators set on the page. A change is (1) checked as a configuration is at a start, with the file and the command line,
/// (2) written as a version of its own, (3) applied, (4) audited. Until 2 nothing has changed; on return it survives loss of power.
/// </summary>
internal sealed class SettingsChanges(ConfigSource source, RunningConfig running, DataDirectory data, AuditLog audit, TimeProvider time)
{
    // The update agent, of the same group, reads it.
    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly Lock _gate = new();
    private SettingsFile? _file;

    /// <summary>The versions that are kept.</summary>
    public SettingsFile File
    {
        get
        {
            lock (_gate)
            {
                return _file ??= SettingsFile.Read(data.Settings, out _);
            }
        }
    }

    /// <summary>The configuration that runs, paths as they are written.</summary>
    public JsonNode Effective => source.With(File.Current).Root ?? throw new InvalidOperationException("The configuration that runs is no longer sound.");

    /// <summary>Where a value comes from: <c>command line</c>, <c>page</c> or <c>file</c>.</summary>
    /// <param name="path">Steps divided by points.</param>
    public string SourceOf(string path) => source.IsOverridden(path) ? "command line" : File.Current?.Sets(path) == true ? "page" : "file";

    /// <summary>Sets sections; those that are not named stay as they are.</summary>
    /// <param name="user">Who.</param>
    /// <param name="basedOn">Version that the user saw; 0: none.</param>
    /// <param name="sections">Values by section.</param>
    /// <exception cref="IOException">The disk failed; nothing has changed.</exception>
    public SettingsOutcome Change(string user, int basedOn, IReadOnlyDictionary<string, JsonNode?> sections)
    {
        lock (_gate)
        {
            Dictionary<string, JsonNode?> all = new(File.Current?.Sections ?? new Dictionary<string, JsonNode?>(), StringComparer.Ordinal);
            foreach ((string section, JsonNode? value) in sections)
            {
                all[section] = value;
            }

            return Put(user, basedOn, all, sections.Keys, "Changed the settings");
        }
    }

    /// <summary>Takes an earlier version into use again, as a version of its own.</summary>
    /// <param name="user">Who.</param>
    /// <param name="basedOn">Version that the user saw.</param>
    /// <param name="version">The earlier version; 0: nothing is set on the page, and the file alone counts.</param>
    /// <exception cref="IOException">The disk failed; nothing has changed.</exception>
    public SettingsOutcome Restore(string user, int basedOn, int version)
    {
        lock (_gate)
        {
            IReadOnlyDictionary<string, JsonNode?>? sections = version == 0
                ? new Dictionary<string, JsonNode?>()
                : File.Versions.FirstOrDefault(one => one.Version == version)?.Sections;
            return sections is null
                ? SettingsOutcome.Refused($"There is no version {version} any more: the last {SettingsFile.VersionsMax} are kept.")
                : Put(user, basedOn, sections, [], string.Create(CultureInfo.InvariantCulture, $"Took the settings of version {version} again"));
        }
    }

    private SettingsOutcome Put(string user, int basedOn, IReadOnlyDictionary<string, JsonNode?> sections, IEnumerable<string> asked, string did)
    {
        SettingsFile before = File;
        int version = before.Current?.Version ?? 0;
        if (basedOn != version)
        {
            return SettingsOutcome.Refused($"Somebody else has changed the settings meanwhile: they are at version {version}. Load the page again, and make your change there.");
        }

        ConfigProblem[] locked = [.. asked.Select(WhyNot).OfType<ConfigProblem>()];
        if (locked.Length > 0)
        {
            return SettingsOutcome.Wrong(locked);
        }

        // 1.
        var next = new ConfigOverlay(version + 1, time.GetUtcNow(), user, "", sections);
        ConfigOutcome outcome = source.With(next);
        if (outcome.Config is null)
        {
            return SettingsOutcome.Wrong(outcome.Problems);
        }

        string what = SettingsDifference.Describe(Effective, outcome.Root!);
        if (what.Length == 0)
        {
            return SettingsOutcome.Refused("Nothing is other than before.");
        }

        // 2.
        next = next with { What = what };
        SettingsFile after = before.With(next);
        DurableFile.Write(data.Settings, JsonSerializer.SerializeToUtf8Bytes(after, EdgeJson.Default.SettingsFile), OwnerAndGroup);
        _file = after;

        // 3. and 4.
        running.Take(outcome.Config, outcome.Digest!);
        audit.Append(new AuditEvent(
            AuditKind.NetworkConfiguration, AuditActor.User(user), string.Create(CultureInfo.InvariantCulture, $"{did}, version {next.Version}: {what}.")));
        return SettingsOutcome.Done(next);
    }

    private ConfigProblem? WhyNot(string section) => !ConfigOverlay.Editable.Contains(section)
        ? new ConfigProblem(section, "This is not set on the page. Edit the configuration file, and restart the service.")
        : source.IsLocked(section)
            ? new ConfigProblem(section, "The command line of the service sets it with --set, which counts more. Take it out there first.")
            : null;
}

using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Audit;

/// <summary>
/// Where audit verbs read: the files of an appliance, running or not, or a copy of them. They are append-only, so that reading them needs nobody's leave but the right to.
/// </summary>
internal sealed class AuditFolder
{
    private readonly Option<string?> _data = ApplianceOptions.Data();
    private readonly Option<string?> _copy = new("--copy") { Description = "Directory of a copy of the audit files, in place of the appliance's.", HelpName = "DIR" };

    /// <summary>Adds the options to a verb.</summary>
    public AuditFolder(Command verb)
    {
        verb.Add(_data);
        verb.Add(_copy);
    }

    /// <summary>The directory that was asked for.</summary>
    /// <exception cref="ApplianceException">It holds no audit log, or may not be read.</exception>
    public string Of(ParseResult parsed)
    {
        string folder = parsed.GetValue(_copy) is { } copy ? Path.GetFullPath(copy) : ApplianceClient.Directory(parsed.GetValue(_data)).Audit;
        try
        {
            return AuditFile.List(folder).Count > 0
                ? folder
                : throw new ApplianceException($"'{folder}' holds no audit log. Name the data directory with --data, or a copy of its audit directory with --copy.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"'{folder}' cannot be read: {unreadable.Message} Run it as the user of the appliance, or as root.", unreadable);
        }
    }
}

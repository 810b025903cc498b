using System.Globalization;
using System.Security.Principal;

namespace Edge.Runtime.Audit;

/// <summary>Who did something, as the audit log names it.</summary>
internal static class AuditActor
{
    /// <summary>Authentication type of a principal that came over the unix socket: its name is the number of a user of the operating system.</summary>
    public const string LocalUser = "local";

    /// <summary>The appliance itself.</summary>
    public const string Runtime = "service:edge-runtime";

    /// <summary>A user of the page.</summary>
    public static string User(string name) => $"user:{name}";

    /// <summary>A user of the operating system, over the unix socket.</summary>
    public static string Local(uint userId) => string.Create(CultureInfo.InvariantCulture, $"local:{userId}");

    /// <summary>A DICOM peer, by what it calls itself and where it is.</summary>
    public static string Peer(string? aeTitle, string? address) => $"ae:{aeTitle ?? "unknown"}@{address ?? "unknown"}";

    /// <summary>Another program of the appliance, or central operations.</summary>
    public static string Service(string name) => $"service:{name}";

    /// <summary>Somebody at central operations, by the name in a command that they signed.</summary>
    public static string Operations(string name) => $"operations:{name}";

    /// <summary>Who a request comes from.</summary>
    public static string Of(IPrincipal? principal) => principal?.Identity switch
    {
        { AuthenticationType: LocalUser, Name: { } userId } => $"{LocalUser}:{userId}",
        { IsAuthenticated: true, Name: { } name } => User(name),
        _ => "unknown",
    };
}

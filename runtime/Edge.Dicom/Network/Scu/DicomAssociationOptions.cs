namespace Edge.Dicom.Network;

/// <summary>How to open an association to a peer.</summary>
public sealed record DicomAssociationOptions
{
    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>How TLS is spoken; null: plain DICOM. Default: null.</summary>
    public TlsClient? Tls { get; init; }

    /// <summary>Our AE title. Default: EDGE.</summary>
    public string CallingAeTitle { get; init; } = "EDGE";

    /// <summary>The peer's AE title.</summary>
    public required string CalledAeTitle { get; init; }

    /// <summary>Presentation contexts to propose, 1 to 128; <see cref="ContextPlan"/> makes them.</summary>
    public required IReadOnlyList<ProposedContext> Contexts { get; init; }

    /// <summary>Roles to propose; a SOP class without one leaves us the user, as PS3.7 D.3.3.4 has it. Default: none.</summary>
    public IReadOnlyList<RoleSelection> Roles { get; init; } = [];

    /// <summary>How long to wait for the connection and, over it, for TLS. Default: 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for the answer to the association request and to the release: ARTIM (PS3.8 9.1.5). Default: 30 seconds.</summary>
    public TimeSpan ArtimTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a response once all is sent; the peer may have a whole object to sync. Default: 2 minutes.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the peer may take nothing while we send. Default: 30 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest P-DATA-TF that we send even to a peer that takes more, 4 KiB to 16 MiB; one buffer of it is kept. Default: 256 KiB.</summary>
    public int MaxSendPduBytes { get; init; } = 256 * 1024;

    /// <summary>Longest P-DATA-TF that we take, told to the peer. Default: 64 KiB; only responses come.</summary>
    public int MaxPduBytes { get; init; } = 64 * 1024;

    /// <exception cref="ArgumentException">An option is out of its range; the message names every one.</exception>
    internal void Check()
    {
        var errors = new List<string>();
        Check(errors, !string.IsNullOrWhiteSpace(Host), "Host must not be empty.");
        Check(errors, Port is >= 1 and <= 65535, "Port must be 1 to 65535.");
        Check(errors, AeTitle.IsValid(CallingAeTitle), "CallingAeTitle must be 1 to 16 characters of ASCII without backslash.");
        Check(errors, AeTitle.IsValid(CalledAeTitle), "CalledAeTitle must be 1 to 16 characters of ASCII without backslash.");
        Check(errors, Contexts.Count is >= 1 and <= PduLimits.MaxPresentationContexts, "Contexts must be 1 to 128.");
        Check(errors, MaxSendPduBytes is >= 4096 and <= 16 * 1024 * 1024, "MaxSendPduBytes must be 4096 to 16777216.");
        Check(errors, MaxPduBytes is >= 4096 and <= 16 * 1024 * 1024, "MaxPduBytes must be 4096 to 16777216.");
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors));
        }
    }

    private static void Check(List<string> errors, bool holds, string error)
    {
        if (!holds)
        {
            errors.Add(error);
        }
    }
}

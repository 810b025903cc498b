using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Contracts;
using Edge.Dicom.Network;

namespace Edge.Runtime.FrontDoor;

/// <summary>The certificates of one listener. They are read again when a file has changed; what cannot be used leaves what was read before in place.</summary>
internal sealed class ListenerTls(ListenerTlsConfig config)
{
    private volatile TlsServer? _server;
    private byte[]? _lastRead;

    /// <summary>What new connections are served with; null while nothing good was read.</summary>
    public TlsServer? Server => _server;

    /// <summary>Why the files as they are cannot be used; null when they can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Every certificate in use: our own, its intermediate ones, and those that peers' certificates must lead to.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; private set; } = [];

    /// <summary>Reads the files if one has changed. True when they were read and are used from now on.</summary>
    public bool Refresh()
    {
        byte[] content = Content();
        if (_lastRead is not null && content.AsSpan().SequenceEqual(_lastRead))
        {
            return false;
        }

        _lastRead = content;
        try
        {
            TlsIdentity identity = TlsIdentity.Load(config.Certificate, config.Key);
            TlsTrust? clients = config.ClientCa is { } path ? TlsTrust.Load(path) : null;
            Certificates = [.. identity.Shown, .. clients?.Anchors ?? []];
            _server = new TlsServer(identity, clients, config.ClientCertificate == ClientCertificateMode.Required);
            Problem = null;
            return true;
        }
        catch (TlsFileException broken)
        {
            Problem = broken.Message;
            return false;
        }
    }

    /// <summary>A hash of what is in the files; a file that cannot be read counts as empty.</summary>
    private byte[] Content()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string? path in (string?[])[config.Certificate, config.Key, config.ClientCa])
        {
            if (path is null)
            {
                continue;
            }

            try
            {
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                hash.AppendData([0]);
            }
        }

        return hash.GetHashAndReset();
    }
}

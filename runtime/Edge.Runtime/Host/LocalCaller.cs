using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Edge.Runtime.Host;

/// <summary>Marks a request that came over the unix socket from this user or root, as the kernel vouches (SO_PEERCRED, unix(7)).</summary>
/// <param name="UserId">The caller's user.</param>
/// <param name="IsUpdater">It is the update agent's, which may ask about models and pass commands on, and nothing else.</param>
internal sealed partial record LocalCaller(uint UserId, bool IsUpdater)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int CredentialBytes = 12;
    private const int UserIdOffset = 4;
    private const uint Root = 0;

    /// <summary>Connection middleware: marks the connection, or closes it when the caller is neither this user, root nor the update agent.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="next">What serves it.</param>
    /// <param name="updater">The update agent's user; null where it has none of its own.</param>
    public static async Task CheckAsync(ConnectionContext connection, ConnectionDelegate next, uint? updater)
    {
        Socket? socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (socket is null || !TryReadUser(socket, out uint user) || (user != Root && user != EffectiveUser() && user != updater))
        {
            connection.Abort(new ConnectionAbortedException("The caller is neither this user, root nor the update agent."));
            return;
        }

        connection.Features.Set(new LocalCaller(user, user == updater && user != Root && user != EffectiveUser()));
        await next(connection);
    }

    private static bool TryReadUser(Socket socket, out uint user)
    {
        Span<byte> credentials = stackalloc byte[CredentialBytes];
        user = 0;
        try
        {
            if (socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) != CredentialBytes)
            {
                return false;
            }
        }
        catch (SocketException)
        {
            return false;
        }

        user = BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt32LittleEndian(credentials[UserIdOffset..])
            : BinaryPrimitives.ReadUInt32BigEndian(credentials[UserIdOffset..]);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();
}

using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Edge.Updater.Host;

/// <summary>Who asks over the unix socket, as the kernel vouches (SO_PEERCRED, unix(7)): this user, or root; the runtime's user may ask for little. Others are not heard.</summary>
/// <param name="UserId">The caller's user.</param>
/// <param name="IsRuntime">True for the runtime's user, where that is another one.</param>
internal sealed partial record SocketCaller(uint UserId, bool IsRuntime)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int CredentialBytes = 12;
    private const int UserIdOffset = 4;

    /// <summary>Connection middleware.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="next">What serves it.</param>
    /// <param name="runtimeData">The runtime's data directory, whose owner is the runtime's user.</param>
    public static async Task CheckAsync(ConnectionContext connection, ConnectionDelegate next, string runtimeData)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket && UserOf(socket) is { } user
            && (user == 0 || user == EffectiveUser() || user == DirectoryOwner.Of(runtimeData)))
        {
            connection.Features.Set(new SocketCaller(user, user != 0 && user != EffectiveUser()));
            await next(connection);
        }
        else
        {
            connection.Abort(new ConnectionAbortedException("The caller is neither this user nor root nor the runtime."));
        }
    }

    private static uint? UserOf(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[CredentialBytes];
        try
        {
            return socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) == CredentialBytes
                ? BinaryPrimitives.ReadUInt32LittleEndian(credentials[UserIdOffset..])
                : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();
}

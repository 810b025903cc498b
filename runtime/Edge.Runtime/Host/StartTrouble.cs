using System.Net.Sockets;
using Edge.Contracts;

namespace Edge.Runtime.Host;

/// <summary>Says in one line why the appliance does not start.</summary>
internal static class StartTrouble
{
    /// <summary>The line. For the page's address, which the web server knows only as an address, it names the member to change.</summary>
    public static string Describe(Exception failure, WebConfig? web)
    {
        SocketError? error = Find(failure);
        if (web is null || error is null || !failure.Message.Contains($"http://{web.Address}:{web.Port}", StringComparison.Ordinal))
        {
            return failure.Message;
        }

        string remedy = error switch
        {
            SocketError.AddressAlreadyInUse =>
                $"another program has the port. Find it with 'ss -ltnp sport = :{web.Port}' and stop it, or write another port in web.port.",
            SocketError.AccessDenied => "ports below 1024 need a right that this user lacks. Write a higher port in web.port.",
            _ => $"{error}. Check web.address and web.port.",
        };
        return $"The page cannot listen on {web.Address} port {web.Port}: {remedy}";
    }

    private static SocketError? Find(Exception failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            if (at is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }
}

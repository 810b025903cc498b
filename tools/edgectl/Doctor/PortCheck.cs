using System.Net;
using System.Net.Sockets;
using Edge.Contracts;

namespace Edge.Ctl.Doctor;

/// <summary>Can the appliance have its ports; and where it runs, does it answer there?</summary>
internal static class PortCheck
{
    /// <summary>Looks.</summary>
    public static IEnumerable<DoctorLine> Look(DeviceConfig config, bool isRunning)
    {
        IEnumerable<(string Name, string Address, int Port)> wanted =
        [
            .. config.Dicom.Listeners.Select((listener, index) => ($"dicom.listeners[{index}]", listener.Address, listener.Port)),
            ("web", config.Web.Address, config.Web.Port),
            .. config.Web.Stow?.Listener is { } stow ? [("web.stow.listener", stow.Address, stow.Port)] : Array.Empty<(string, string, int)>(),
        ];
        return wanted.Where(one => one.Port != 0).Select(one => Look(one.Name, IPAddress.Parse(one.Address), one.Port, isRunning));
    }

    private static DoctorLine Look(string name, IPAddress address, int port, bool isRunning)
    {
        string area = $"port of {name}";
        string found = $"{address} port {port}";
        try
        {
            if (isRunning)
            {
                using var client = new TcpClient(address.AddressFamily);
                client.Connect(Reachable(address), port);
                return DoctorLine.Ok(area, $"{found}, the appliance answers");
            }

            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, port));
            return DoctorLine.Ok(area, $"{found} is free");
        }
        catch (SocketException failure)
        {
            return DoctorLine.Fail(area, $"{found}: {failure.Message}.", failure.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"Another program has it: ss -ltnp sport = :{port}. Stop that, or write another port in {name}.port.",
                SocketError.AccessDenied => "Ports below 1024 need a right: run it by its service, or write a higher port.",
                SocketError.AddressNotAvailable => $"No interface has this address: ip addr. Correct {name}.address; 0.0.0.0 is all.",
                _ => "Look at the log: journalctl -u edge-runtime.",
            });
        }
    }

    private static IPAddress Reachable(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
}

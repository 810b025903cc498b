using System.Net.Sockets;
using Edge.Contracts;

namespace Edge.Runtime.FrontDoor;

/// <summary>Says in one line why an address cannot be listened on, and what to do.</summary>
internal static class ListenTrouble
{
    public static string Describe(DicomListenerConfig listener, SocketError error)
    {
        string remedy = error switch
        {
            SocketError.AddressAlreadyInUse =>
                $"another program has the port. Find it with 'ss -ltnp sport = :{listener.Port}' and stop it, or write another port in dicom.listeners.",
            SocketError.AddressNotAvailable =>
                "this machine has no such address. See 'ip address' for those it has, and write one of them, or 0.0.0.0, in dicom.listeners.",
            SocketError.AccessDenied =>
                "ports below 1024 need a right that this user lacks. Run it as the installed service, or write a higher port in dicom.listeners.",
            _ => $"{error}. Check dicom.listeners.",
        };
        return $"DICOM cannot listen on {listener.Address} port {listener.Port}: {remedy}";
    }
}

using System.Collections.Frozen;
using System.Net;
using Edge.Contracts;
using Edge.Dicom.Network;

namespace Edge.Runtime.FrontDoor;

/// <summary>Who may send, by address and by AE titles, as the configuration lists them. AE titles are compared as they stand, case included (PS3.5 6.2).</summary>
internal sealed class SenderPolicy
{
    private readonly IPNetwork[]? _networks;
    private readonly FrozenSet<string>? _calledAes;
    private readonly FrozenSet<string>? _callingAes;

    public SenderPolicy(DicomConfig config)
    {
        _networks = config.Networks?.Select(IPNetwork.Parse).ToArray();
        _calledAes = config.CalledAes?.ToFrozenSet(StringComparer.Ordinal);
        _callingAes = config.CallingAes?.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>True when the address may connect. An IPv4 address that came over an IPv6 socket counts as what it is.</summary>
    public bool Admits(IPAddress address)
    {
        if (_networks is null)
        {
            return true;
        }

        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_networks, network => network.Contains(plain));
    }

    /// <summary>Why the association may not be, or null.</summary>
    public AssociationRejection? Judge(AssociationRequest request)
    {
        if (_calledAes?.Contains(request.CalledAeTitle) == false)
        {
            return AssociationRejection.CalledAeTitleNotRecognized;
        }

        return _callingAes?.Contains(request.CallingAeTitle) == false ? AssociationRejection.CallingAeTitleNotRecognized : null;
    }
}

using System.Collections.Frozen;
using System.Net;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Settings;

namespace Edge.Runtime.FrontDoor;

/// <summary>
/// Who may send, by address and by AE titles, as the configuration lists them now. AE titles are compared as they stand, case included (PS3.5 6.2). A change counts from the
/// next association on: one that is open goes on.
/// </summary>
internal sealed class SenderPolicy(RunningConfig config)
{
    private readonly Derived<Lists> _lists = new(config, static config => Lists.Of(config.Dicom));

    /// <summary>True when the address may connect. An IPv4 address that came over an IPv6 socket counts as what it is.</summary>
    public bool Admits(IPAddress address)
    {
        if (_lists.Now.Networks is not { } networks)
        {
            return true;
        }

        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(networks, network => network.Contains(plain));
    }

    /// <summary>Why the association may not be, or null.</summary>
    public AssociationRejection? Judge(AssociationRequest request)
    {
        Lists lists = _lists.Now;
        if (lists.CalledAes?.Contains(request.CalledAeTitle) == false)
        {
            return AssociationRejection.CalledAeTitleNotRecognized;
        }

        return lists.CallingAes?.Contains(request.CallingAeTitle) == false ? AssociationRejection.CallingAeTitleNotRecognized : null;
    }

    private sealed record Lists(IPNetwork[]? Networks, FrozenSet<string>? CalledAes, FrozenSet<string>? CallingAes)
    {
        public static Lists Of(DicomConfig config) => new(
            config.Networks?.Select(IPNetwork.Parse).ToArray(),
            config.CalledAes?.ToFrozenSet(StringComparer.Ordinal),
            config.CallingAes?.ToFrozenSet(StringComparer.Ordinal));
    }
}

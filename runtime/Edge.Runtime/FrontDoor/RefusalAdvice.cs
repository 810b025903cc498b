using Edge.Dicom.Network;

namespace Edge.Runtime.FrontDoor;

/// <summary>Why a sender was turned away, and what to do about it.</summary>
internal static class RefusalAdvice
{
    /// <summary>One or two sentences; null when it was not turned away, or by a full disk, which has its own fault.</summary>
    public static string? For(AssociationReport report)
    {
        if (report.End == AssociationEnd.AddressRefused)
        {
            return "its address is in none of dicom.networks. Add its network there if it may send.";
        }

        if (report.End == AssociationEnd.TlsFailed)
        {
            return $"{report.Detail} Compare its TLS settings and certificates with docs/tls.md.";
        }

        if (report.Rejection is not { } rejection || rejection == AssociationRejection.TemporaryCongestion)
        {
            return null;
        }

        if (rejection == AssociationRejection.CallingAeTitleNotRecognized)
        {
            return "its AE title is not in dicom.callingAes. Add it there, or correct the title that the sender calls itself.";
        }

        if (rejection == AssociationRejection.CalledAeTitleNotRecognized)
        {
            return $"it calls {report.CalledAeTitle}, which is not in dicom.calledAes. Correct the title that the sender is set to call, or add it there.";
        }

        if (rejection == AssociationRejection.LocalLimitExceeded)
        {
            return "too many associations are open. Let it open fewer at once, or raise dicom.maxAssociations or dicom.maxAssociationsPerPeer.";
        }

        return report.End == AssociationEnd.UserRefused
            ? $"{report.Detail}. Correct that at the sender, or in dicom.users."
            : $"{report.Detail}. Ask the maker of the sender about it.";
    }
}

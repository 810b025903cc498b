namespace Edge.Dicom.Network;

/// <summary>What the owner of a listener says to an association request.</summary>
public sealed record AssociationDecision
{
    private AssociationDecision(AssociationRejection? rejection) => Rejection = rejection;

    /// <summary>Take it.</summary>
    public static AssociationDecision Accept { get; } = new(rejection: null);

    /// <summary>Why not, or null.</summary>
    public AssociationRejection? Rejection { get; }

    /// <summary>
    /// True when the user identity was checked and found good. Without it a requested confirmation is not sent, which tells the
    /// peer that identities are not looked at here (PS3.7 D.3.3.7.3).
    /// </summary>
    public bool ConfirmsIdentity { get; init; }

    /// <summary>Why not, in words for the log, where the reason alone does not say it; null: it does.</summary>
    public string? Detail { get; init; }

    /// <summary>Refuse it with this reason.</summary>
    public static AssociationDecision Reject(AssociationRejection rejection, string? detail = null) => new(rejection) { Detail = detail };

    /// <summary>The rejection and what is known about it, in words.</summary>
    internal string Describe() => Detail is null ? $"{Rejection}" : $"{Rejection}; {Detail}";
}

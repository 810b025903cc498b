namespace Edge.Dicom.Network;

/// <summary>What one address has of an <see cref="AssociationQuota"/>.</summary>
/// <param name="allowance">Its rate; null where there is no limit.</param>
internal sealed class PeerAccount(PeerAllowance? allowance)
{
    /// <summary>Its open associations; guarded by the quota.</summary>
    public int Open { get; set; }

    /// <summary>Its rate; null where there is no limit.</summary>
    public PeerAllowance? Allowance => allowance;
}

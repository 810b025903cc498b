namespace Edge.Dicom.Network;

/// <summary>What was decided about an association request: the answer and a place in the quota, or a rejection with its reason in words.</summary>
internal sealed class AssociationVerdict
{
    public AssociationVerdict(AssociationRequest request, AssociateAcceptPdu accept, AssociationPlace place)
    {
        Request = request;
        Accept = accept;
        Place = place;
    }

    public AssociationVerdict(AssociationRequest request, AssociationRejection rejection, string detail)
    {
        Request = request;
        Rejection = rejection;
        Detail = detail;
    }

    /// <summary>The request as the owner sees it.</summary>
    public AssociationRequest Request { get; }

    /// <summary>The answer, or null.</summary>
    public AssociateAcceptPdu? Accept { get; }

    /// <summary>The place that the association has taken, or null.</summary>
    public AssociationPlace? Place { get; }

    /// <summary>Why not, or null.</summary>
    public AssociationRejection? Rejection { get; }

    /// <summary>The rejection in words.</summary>
    public string Detail { get; } = string.Empty;
}

namespace Edge.Dicom.Network;

/// <summary>The four PDUs whose variable field is four bytes (PS3.8 9.3.4, 9.3.6 to 9.3.8).</summary>
internal static class ShortPdu
{
    public static byte[] ReleaseRequest() => Build(PduType.ReleaseRequest, 0, 0, 0);

    public static byte[] ReleaseResponse() => Build(PduType.ReleaseResponse, 0, 0, 0);

    public static byte[] Reject(AssociationRejection rejection) =>
        Build(PduType.AssociateReject, rejection.Result, rejection.Source, rejection.Reason);

    /// <summary>The reason counts only when the service provider aborts; a service user sends 0 (PS3.8 9.3.8).</summary>
    public static byte[] Abort(AbortSource source, AbortReason reason) =>
        Build(PduType.Abort, 0, (byte)source, source == AbortSource.ServiceProvider ? (byte)reason : (byte)0);

    /// <summary>The rejection in the variable field of an A-ASSOCIATE-RJ.</summary>
    public static AssociationRejection ReadRejection(ReadOnlySpan<byte> body) => new(body[1], body[2], body[3]);

    /// <summary>Who aborted and why, out of the variable field of an A-ABORT.</summary>
    public static (AbortSource Source, AbortReason Reason) ReadAbort(ReadOnlySpan<byte> body) =>
        ((AbortSource)body[2], (AbortReason)body[3]);

    private static byte[] Build(PduType type, byte second, byte third, byte fourth) =>
        [(byte)type, 0, 0, 0, 0, PduLimits.ShortBodyBytes, 0, second, third, fourth];
}

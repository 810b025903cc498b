namespace Edge.Dicom.Network;

/// <summary>The limits of the upper layer: no length that a peer claims is believed beyond these.</summary>
internal static class PduLimits
{
    /// <summary>Bytes of type, reserved byte and length before the variable field of a PDU (PS3.8 9.3.1).</summary>
    public const int HeaderBytes = 6;

    /// <summary>Bytes of item length, presentation context id and message control header before a fragment (PS3.8 9.3.5.1, E.2).</summary>
    public const int PdvHeaderBytes = 6;

    /// <summary>Variable field of A-ASSOCIATE-RJ, A-RELEASE-RQ, A-RELEASE-RP and A-ABORT (PS3.8 9.3.4, 9.3.6 to 9.3.8).</summary>
    public const int ShortBodyBytes = 4;

    /// <summary>Fixed part of A-ASSOCIATE-RQ and -AC: version, AE titles and reserved bytes (PS3.8 9.3.2).</summary>
    public const int AssociateFixedBytes = 68;

    /// <summary>
    /// Largest A-ASSOCIATE-RQ or -AC that is read. 128 contexts with 30 transfer syntaxes each are about 120 KiB.
    /// </summary>
    public const int AssociateMaxBytes = 256 * 1024;

    /// <summary>Presentation contexts of one association: the odd numbers from 1 to 255 (PS3.8 9.3.2.2).</summary>
    public const int MaxPresentationContexts = 128;

    /// <summary>Transfer syntaxes that are kept of one proposed context; the standard knows about 60 and a peer rarely offers 30.</summary>
    public const int MaxTransferSyntaxesPerContext = 512;

    /// <summary>The peer's maximum length below which not one even fragment fits into a P-DATA-TF (PS3.8 D.1).</summary>
    public const uint SmallestUsablePduBytes = PdvHeaderBytes + 2;

    /// <summary>Longest AE title, padded with spaces in the PDU (PS3.8 9.3.2).</summary>
    public const int AeTitleBytes = 16;

    /// <summary>Longest UID (PS3.5 9.1).</summary>
    public const int UidBytes = 64;
}

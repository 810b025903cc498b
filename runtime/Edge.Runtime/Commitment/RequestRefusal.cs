namespace Edge.Runtime.Commitment;

/// <summary>Why a scanner's request is not taken.</summary>
internal enum RequestRefusal
{
    /// <summary>Too much is pending, of this scanner or of all.</summary>
    TooMuch,

    /// <summary>Its Transaction UID stands for other instances already.</summary>
    TransactionInUse,
}

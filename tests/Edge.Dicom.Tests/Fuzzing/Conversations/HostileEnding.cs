namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>What a hostile peer does when it has said its piece.</summary>
internal enum HostileEnding
{
    /// <summary>Says that nothing follows, and reads until the other side closes.</summary>
    Finish,

    /// <summary>Closes without reading the answer.</summary>
    Leave,

    /// <summary>Resets the connection.</summary>
    Reset,
}

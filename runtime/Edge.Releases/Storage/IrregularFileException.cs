namespace Edge.Releases.Storage;

/// <summary>What is there is a link, a pipe, a folder or a device where a file was expected: somebody put it there, the disk is not to blame.</summary>
internal sealed class IrregularFileException : IOException
{
    /// <summary>Says nothing of it.</summary>
    public IrregularFileException()
    {
    }

    /// <summary>Says what it is.</summary>
    public IrregularFileException(string message)
        : base(message)
    {
    }

    /// <summary>Says what it is, and how that was seen.</summary>
    public IrregularFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

namespace Edge.Inference.Confinement;

/// <summary>LANDLOCK_ACCESS_FS_* of linux/landlock.h.</summary>
[Flags]
internal enum LandlockAccess : ulong
{
    None = 0,
    Execute = 1 << 0,
    WriteFile = 1 << 1,
    ReadFile = 1 << 2,
    ReadDirectory = 1 << 3,
    RemoveDirectory = 1 << 4,
    RemoveFile = 1 << 5,
    MakeCharacterDevice = 1 << 6,
    MakeDirectory = 1 << 7,
    MakeRegular = 1 << 8,
    MakeSocket = 1 << 9,
    MakeFifo = 1 << 10,
    MakeBlockDevice = 1 << 11,
    MakeSymbolicLink = 1 << 12,
    Refer = 1 << 13,
    Truncate = 1 << 14,
    IoctlDevice = 1 << 15,

    /// <summary>All that the first version of Landlock can refuse.</summary>
    FirstVersion = (1 << 13) - 1,

    /// <summary>What can be allowed on a file rather than a directory.</summary>
    OnFiles = Execute | WriteFile | ReadFile | Truncate | IoctlDevice,

    /// <summary>Reading a tree.</summary>
    Read = ReadFile | ReadDirectory,

    /// <summary>Making, changing and removing files and directories in a tree.</summary>
    Write = Read | WriteFile | RemoveDirectory | RemoveFile | MakeDirectory | MakeRegular | Refer | Truncate,
}

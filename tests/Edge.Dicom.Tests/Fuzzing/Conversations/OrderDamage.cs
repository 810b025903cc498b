namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>PDUs in the wrong state: missing, repeated, swapped, strange ones put in, types and lengths that lie (PS3.8 Table 9-10).</summary>
internal static class OrderDamage
{
    private const int MostCopies = 20;

    private static readonly uint[] Lies = [0, 1, 3, 5, 67, 0xFFFF, 0x40001, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    public static void Apply(List<WirePdu> pdus, Random random)
    {
        int at = random.Next(pdus.Count);
        switch (random.Next(8))
        {
            case 0 when pdus.Count > 1:
                pdus.RemoveAt(at);
                break;
            case 1:
                pdus.InsertRange(at, Enumerable.Range(0, random.Next(1, MostCopies)).Select(_ => pdus[at].Copy()));
                break;
            case 2:
                int other = random.Next(pdus.Count);
                (pdus[at], pdus[other]) = (pdus[other], pdus[at]);
                break;
            case 3:
                pdus[at].Claimed = Lies[random.Next(Lies.Length)];
                break;
            case 4:
                pdus[at].Claimed = (uint)Math.Max(0, pdus[at].ToBytes().Length - 6 + random.Next(-4, 5));
                break;
            case 5:
                pdus[at].Type = (byte)random.Next(10);
                break;
            default:
                pdus.Insert(random.Next(pdus.Count + 1), Strange(pdus, random));
                break;
        }
    }

    private static WirePdu Strange(List<WirePdu> pdus, Random random) => random.Next(10) switch
    {
        0 => WirePdu.Plain(5, 0, 0, 0, 0),
        1 => WirePdu.Plain(6, 0, 0, 0, 0),
        2 => WirePdu.Plain(7, 0, 0, (byte)random.Next(4), (byte)random.Next(8)),
        3 => WirePdu.Plain(3, 0, 1, 1, 1),
        4 => WirePdu.Plain(7),
        5 => WirePdu.Plain((byte)random.Next(8, 256), new byte[random.Next(100)]),
        6 => WirePdu.Of(new WireValue((byte)random.Next(256), (byte)random.Next(4), new byte[random.Next(40)])),
        7 => WirePdu.Of(),
        8 => WirePdu.Plain(2, pdus[0].ToBytes()[6..]),
        _ => pdus[random.Next(pdus.Count)].Copy(),
    };
}

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>Damage to P-DATA-TF PDUs: fragments cut otherwise, headers that lie, contexts that were not agreed, messages that interleave.</summary>
internal static class DataDamage
{
    private const int MostFragments = 300;

    private static readonly uint[] Lies = [0, 1, 2, 3, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    public static void Apply(List<WirePdu> pdus, Random random)
    {
        WirePdu[] data = [.. pdus.Where(pdu => pdu.Values.Count > 0)];
        if (data.Length == 0)
        {
            return;
        }

        WirePdu pdu = data[random.Next(data.Length)];
        WireValue value = pdu.Values[random.Next(pdu.Values.Count)];
        switch (random.Next(11))
        {
            case 0:
                value.Claimed = Lies[random.Next(Lies.Length)];
                break;
            case 1:
                value.Claimed = (uint)Math.Max(0, value.Bytes.Length + 2 + random.Next(-4, 5));
                break;
            case 2:
                value.Context = (byte)random.Next(256);
                break;
            case 3:
                value.Control = (byte)random.Next(256);
                break;
            case 4:
                value.Control ^= (byte)random.Next(1, 4);
                break;
            case 5:
                value.Bytes = [];
                break;
            case 6:
                value.Bytes = value.Bytes[..random.Next(value.Bytes.Length + 1)];
                break;
            case 7:
                Refragment(pdus, pdu, value, random);
                break;
            case 8:
                Join(pdus, random);
                break;
            case 9:
                Interleave(pdus, data, random);
                break;
            default:
                pdu.Values.Insert(random.Next(pdu.Values.Count + 1), value.Copy());
                break;
        }
    }

    /// <summary>The same bytes in fragments of other sizes, empty and odd ones among them, in one PDU or in many.</summary>
    private static void Refragment(List<WirePdu> pdus, WirePdu pdu, WireValue value, Random random)
    {
        List<WireValue> pieces = [];
        int most = random.Next(3) switch { 0 => 2, 1 => 17, _ => 5000 };
        for (int at = 0; at < value.Bytes.Length && pieces.Count < MostFragments;)
        {
            int count = pieces.Count == MostFragments - 1 ? value.Bytes.Length - at : Math.Min(random.Next(0, most + 1), value.Bytes.Length - at);
            byte control = (byte)(at + count == value.Bytes.Length ? value.Control : value.Control & ~2);
            pieces.Add(new WireValue(value.Context, control, value.Bytes[at..(at + count)]));
            at += count;
        }

        int index = pdu.Values.IndexOf(value);
        pdu.Values.RemoveAt(index);
        if (random.Next(2) == 0)
        {
            pdu.Values.InsertRange(index, pieces);
            return;
        }

        pdus.InsertRange(pdus.IndexOf(pdu) + 1, pieces.Select(piece => WirePdu.Of(piece)));
        if (pdu.Values.Count == 0)
        {
            pdus.Remove(pdu);
        }
    }

    /// <summary>Two P-DATA-TF one after the other become one, which is legal (PS3.8 9.3.5).</summary>
    private static void Join(List<WirePdu> pdus, Random random)
    {
        int[] places = [.. Enumerable.Range(0, pdus.Count - 1).Where(index => pdus[index].Values.Count > 0 && pdus[index + 1].Values.Count > 0)];
        if (places.Length > 0)
        {
            int at = places[random.Next(places.Length)];
            pdus[at].Values.AddRange(pdus[at + 1].Values);
            pdus.RemoveAt(at + 1);
        }
    }

    private static void Interleave(List<WirePdu> pdus, WirePdu[] data, Random random)
    {
        WirePdu moved = data[random.Next(data.Length)];
        pdus.Remove(moved);
        pdus.Insert(random.Next(pdus.Count + 1), moved);
    }
}

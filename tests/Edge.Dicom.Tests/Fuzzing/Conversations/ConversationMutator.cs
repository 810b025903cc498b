namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>
/// Makes hostile conversations out of recorded ones: damage of every kind where a parser looks, then cuts at each byte, writes of every size, and
/// every way to end a connection. The same seed does the same.
/// </summary>
internal sealed class ConversationMutator
{
    private const int MostSteps = 3;
    private const int CutEvery = 8;
    private const int PartsAtMost = 400;

    private readonly IReadOnlyList<byte[]> _bytes;
    private readonly IReadOnlyList<List<WirePdu>> _sources;
    private readonly int _seed;

    /// <param name="recorded">What honest peers sent, one conversation each.</param>
    /// <param name="seed">Of the whole run.</param>
    public ConversationMutator(IReadOnlyList<byte[]> recorded, int seed)
    {
        _bytes = recorded;
        _sources = [.. recorded.Select(bytes => WirePdu.ReadAll(bytes))];
        _seed = seed;
    }

    /// <summary>Conversation <paramref name="number"/> of the run; every eighth is an honest one cut, at one byte after another.</summary>
    public HostileConversation Make(int number)
    {
        var random = new Random(unchecked(_seed + number));
        byte[] bytes = number % CutEvery == 0 ? Cut(number / CutEvery) : Damaged(random);
        HostileEnding ending = random.Next(8) switch
        {
            0 => HostileEnding.Leave,
            1 => HostileEnding.Reset,
            _ => HostileEnding.Finish,
        };
        return new HostileConversation(Parts(bytes, random), ending);
    }

    private byte[] Cut(int number)
    {
        byte[] whole = _bytes[number % _bytes.Count];
        return whole[..(number / _bytes.Count % whole.Length)];
    }

    private byte[] Damaged(Random random)
    {
        List<WirePdu> pdus = [.. _sources[random.Next(_sources.Count)].Select(pdu => pdu.Copy())];
        for (int steps = random.Next(1, MostSteps + 1); steps > 0 && pdus.Count > 0; steps--)
        {
            switch (random.Next(4))
            {
                case 0 when pdus[0].Items.Count > 0:
                    RequestDamage.Apply(pdus[0], random);
                    break;
                case 1:
                    DataDamage.Apply(pdus, random);
                    break;
                case 2:
                    CommandDamage.Apply(pdus, random);
                    break;
                default:
                    OrderDamage.Apply(pdus, random);
                    break;
            }
        }

        byte[] bytes = [.. pdus.SelectMany(pdu => pdu.ToBytes())];
        bool isNoisy = bytes.Length > 8 && random.Next(6) == 0;
        return isNoisy ? new Mutator(random.Next()).Mutate([bytes]) : bytes;
    }

    /// <summary>All at once, in pieces of any size, or byte by byte at the beginning.</summary>
    private static List<byte[]> Parts(byte[] bytes, Random random)
    {
        int kind = random.Next(6);
        if (kind > 2)
        {
            return [bytes];
        }

        List<byte[]> parts = [];
        int most = kind == 0 ? 1 : random.Next(2, 3000);
        int at = 0;
        while (at < bytes.Length && parts.Count < PartsAtMost)
        {
            int count = Math.Min(random.Next(1, most + 1), bytes.Length - at);
            parts.Add(bytes[at..(at + count)]);
            at += count;
        }

        if (at < bytes.Length)
        {
            parts.Add(bytes[at..]);
        }

        return parts;
    }
}

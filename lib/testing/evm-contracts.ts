import solc from 'solc'
import type { Abi, Hex } from 'viem'

/** As Tether's contract is: six decimals, a `transfer` that returns nothing, and a fee that its owner may turn on. */
const tetherLike = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract TetherLike {
  uint8 public immutable decimals;
  uint256 public feeBasisPoints;
  mapping(address => uint256) public balanceOf;
  event Transfer(address indexed from, address indexed to, uint256 value);
  constructor(uint8 places) { decimals = places; balanceOf[msg.sender] = 1e30; }
  function setFee(uint256 basisPoints) external { feeBasisPoints = basisPoints; }
  function transfer(address to, uint256 value) public {
    uint256 fee = value * feeBasisPoints / 10000;
    balanceOf[msg.sender] -= value;
    balanceOf[to] += value - fee;
    balanceOf[address(this)] += fee;
    emit Transfer(msg.sender, to, value - fee);
    if (fee > 0) emit Transfer(msg.sender, address(this), fee);
  }
  function transferMany(address[] calldata to, uint256 value) external { for (uint256 i = 0; i < to.length; i++) transfer(to[i], value); }
}`

/** Passes ether on from inside a contract, as exchanges' wallets do. */
const forwarder = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract Forwarder { function forward(address payable to) external payable { (bool ok, ) = to.call{value: msg.value}(""); require(ok); } }`

type Compiled = { abi: Abi; bytecode: Hex }
let all: Map<string, Compiled> | undefined

/** One of this page's contracts; compiled at the first asking, in about a second. */
export function compiled(name: string): Compiled {
  all ??= compile()
  const found = all.get(name)
  if (!found) throw new Error(`no contract ${name}`)
  return found
}

type Output = { errors?: { severity: string; formattedMessage: string }[]; contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>> }

function compile(): Map<string, Compiled> {
  const input = {
    language: 'Solidity', sources: { 'tether.sol': { content: tetherLike }, 'forwarder.sol': { content: forwarder } },
    settings: { evmVersion: 'paris', outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
  }
  const { errors = [], contracts } = JSON.parse(solc.compile(JSON.stringify(input))) as Output
  const failure = errors.find(({ severity }) => severity === 'error')
  if (failure) throw new Error(failure.formattedMessage)
  return new Map(Object.values(contracts).flatMap((file) => Object.entries(file)).map(([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` }]))
}
